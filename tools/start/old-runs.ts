import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As `newRunFolder` names them. Nothing else in the folder of all runs is touched. */
const RUN = /^(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})(?:-(\d+))?$/;

const processOf = (run: string) => join(run, 'process');
const failedOf = (run: string) => join(run, 'failed');

/** While a run lasts, another `npm start` must not delete it. */
export const markRunning = (run: string): Promise<void> => writeFile(processOf(run), String(process.pid));

export async function markEnded(run: string, isFailed: boolean): Promise<void> {
  if (isFailed) await writeFile(failedOf(run), '');
  await rm(processOf(run), { force: true });
}

/**
 * Keeps the newest runs that have ended and collected something, and whatever is newer than the oldest of these. Deletes what is
 * older, but no run that lasts.
 *
 * @param own the run that has just ended
 * @returns the folders that are gone
 */
export async function deleteOldRuns(runs: string, keep: number, own: string): Promise<string[]> {
  const entries = await readdir(runs, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && RUN.test(entry.name)).map(({ name }) => name);
  const deleted: string[] = [];
  let kept = 0;
  for (const folder of names.sort(newestFirst).map((name) => join(runs, name))) {
    const state = await stateOf(folder);
    if (kept < keep) {
      if (state === 'collected') kept += 1;
      continue;
    }
    if (state === 'running' || folder === own) continue;
    await rm(folder, { recursive: true, force: true });
    deleted.push(folder);
  }
  return deleted;
}

/** Several runs of one second have numbers. */
function newestFirst(a: string, b: string): number {
  const [, timeA, numberA = '1'] = RUN.exec(a)!;
  const [, timeB, numberB = '1'] = RUN.exec(b)!;
  return timeA === timeB ? Number(numberB) - Number(numberA) : timeA < timeB ? 1 : -1;
}

async function stateOf(run: string): Promise<'running' | 'stopped' | 'failed' | 'collected'> {
  const mark = await readFile(processOf(run), 'utf8').catch(() => undefined);
  if (mark !== undefined) return isAlive(Number(mark)) ? 'running' : 'stopped';
  return existsSync(failedOf(run)) ? 'failed' : 'collected';
}

function isAlive(id: number): boolean {
  try {
    return id > 0 && process.kill(id, 0);
  } catch (error) {
    // There is such a process, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
