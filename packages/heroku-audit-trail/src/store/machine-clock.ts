import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** A moment by a clock of this machine that nobody can set, and that every process of it reads. */
export interface MachineMoment {
  /** Which start of the machine it counts from. */
  boot: string;
  /** Milliseconds since then. */
  upMs: number;
}

/** `undefined` on systems that do not name their starts. */
export function machineMoment(): MachineMoment | undefined {
  try {
    return { boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), upMs: Math.round(uptime() * 1000) };
  } catch {
    return undefined;
  }
}

/** Milliseconds since a moment; `undefined` where the machine was started anew since. */
export function msSince(then: MachineMoment): number | undefined {
  const now = machineMoment();
  return now?.boot === then.boot && now.upMs >= then.upMs ? now.upMs - then.upMs : undefined;
}
