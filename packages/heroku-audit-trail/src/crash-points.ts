import { SWITCHES } from './test-switches';

export const CRASH_POINTS = {
  L1: 'the lock is taken',
  M1: 'inside the transaction that creates the tables',
  F1: 'the headers of a day arrived',
  F2: 'a part of a day arrived',
  F3: 'a day is read, but not written',
  F4: 'inside the transaction of a poll',
  C1: 'rows are committed, but not recorded in heroku_logs.id',
  F5: 'a poll is committed',
  S1: 'inside the transaction that seals a day',
  A1: 'an archive is on disk, but not checked',
  A2: 'a part of an archive is committed',
  Z1: 'a file is sealed, but not compressed',
  Z2: 'a compressed file is written under a temporary name',
  Z3: 'a compressed file is in place, and the plain one still exists',
  D1: 'a batch is chosen, but not sent',
  D2: 'half of a batch is written',
  D3: 'a batch is written or sent, but not durable or answered',
  D4: 'a batch is durable or answered, but not acknowledged',
  D5: 'a batch is acknowledged',
} as const;

export type CrashPoint = keyof typeof CRASH_POINTS;

const [wanted, times] = (process.env[SWITCHES.crash] ?? '').split(':');
let left = Number(times);

export function crashPoint(point: CrashPoint): void {
  if (wanted === '' || (wanted !== point && wanted !== 'any')) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** Whether to write in two pieces, so that a test can kill the process between them. */
export const writesInPieces = wanted === 'D2' || wanted === 'any';
