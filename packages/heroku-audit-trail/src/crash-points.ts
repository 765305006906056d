import { SWITCHES } from './test-switches';

export const CRASH_POINTS = {
  L1: 'the lock is taken',
  M1: 'inside the transaction that makes the tables',
  F1: 'the headers of a day are there',
  F2: 'in the middle of a day',
  F3: 'a day is read, and not yet written',
  F4: 'inside the transaction of a poll',
  C1: 'rows are committed, and not yet told to heroku_logs.id',
  F5: 'a poll is committed',
  S1: 'inside the transaction that seals a day',
  A1: 'an archive is on disk, and not yet checked',
  A2: 'some of an archive is committed',
  Z1: 'a file is sealed, and not yet compressed',
  Z2: 'a compressed file is written, and not yet in its place',
  Z3: 'a compressed file is in its place, and the plain one still there',
  D1: 'a batch is bounded, and not yet sent',
  D2: 'half of a batch is written',
  D3: 'a batch is written or sent, and not yet durable or answered',
  D4: 'a batch is durable or answered, and not yet acknowledged',
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
