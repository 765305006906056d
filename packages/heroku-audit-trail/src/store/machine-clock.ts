import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** A moment by the uptime clock: no user can set it, and all processes of the machine share it. */
export interface MachineMoment {
  boot: string;
  upMs: number;
}

/** `undefined` on systems that have no boot id. */
export function machineMoment(): MachineMoment | undefined {
  try {
    return { boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), upMs: Math.round(uptime() * 1000) };
  } catch {
    return undefined;
  }
}

/** Milliseconds since a moment; `undefined` if the machine was rebooted since. */
export function msSince(then: MachineMoment): number | undefined {
  const now = machineMoment();
  return now?.boot === then.boot && now.upMs >= then.upMs ? now.upMs - then.upMs : undefined;
}
