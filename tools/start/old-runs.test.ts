import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteOldRuns, markEnded, markRunning } from './old-runs';

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'old-runs-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

const made = (...names: string[]) =>
  names.forEach((name) => mkdirSync(join(runs, name, 'heroku'), { recursive: true }));
const left = () => readdirSync(runs).sort();

test('deleteOldRuns keeps the newest runs, and every folder that is not a run', async () => {
  made('2026-01-31T10-00-00', '2026-01-31T10-00-00-2', '2026-01-31T10-00-00-10', '2025-12-31T23-59-59', 'notes');
  symlinkSync(tmpdir(), join(runs, '2020-01-01T00-00-00'));
  const deleted = await deleteOldRuns(runs, 2, join(runs, '2026-01-31T10-00-00-10'));
  expect(deleted.map((folder) => folder.slice(runs.length + 1)).sort()).toEqual([
    '2025-12-31T23-59-59',
    '2026-01-31T10-00-00',
  ]);
  expect(left()).toEqual(['2020-01-01T00-00-00', '2026-01-31T10-00-00-10', '2026-01-31T10-00-00-2', 'notes']);
});

test('deleteOldRuns deletes a killed run, but not a running one', async () => {
  made('2026-01-31T10-00-00', '2026-01-31T10-00-01', '2026-01-31T10-00-02', '2026-01-31T10-00-03');
  const [lasting, killed, ended, newest] = left().map((name) => join(runs, name));
  await markRunning(lasting);
  // This is above the largest process id of a system.
  writeFileSync(join(killed, 'process'), '4999999');
  await markRunning(ended);
  await markEnded(ended, false);
  expect((await deleteOldRuns(runs, 1, newest)).sort()).toEqual([killed, ended]);
});

test('deleteOldRuns does not count failed, killed and running runs as kept ones', async () => {
  made(
    '2026-01-31T10-00-00',
    '2026-01-31T10-00-01',
    '2026-01-31T10-00-02',
    '2026-01-31T10-00-03',
    '2026-01-31T10-00-04',
  );
  const [old, good, failed, killed, lasting] = left().map((name) => join(runs, name));
  await markEnded(failed, true);
  writeFileSync(join(killed, 'process'), '4999999');
  await markRunning(lasting);
  expect(await deleteOldRuns(runs, 1, good)).toEqual([old]);
});

test('a run does not delete itself if a newer one ended first', async () => {
  made('2026-01-31T10-00-00', '2026-01-31T10-00-01');
  expect(await deleteOldRuns(runs, 1, join(runs, '2026-01-31T10-00-00'))).toEqual([]);
});
