import { existsSync, lstatSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runsIn } from '@j1-integrations/j1ql/loader';

const processOf = (run: string) => join(run, 'process');
const failedOf = (run: string) => join(run, 'failed');

/** Keeps another `npm start` from deleting this run. */
export const markRunning = (run: string): Promise<void> => writeFile(processOf(run), String(process.pid));

export async function markEnded(run: string, isFailed: boolean): Promise<void> {
  if (isFailed) await writeFile(failedOf(run), '');
  await rm(processOf(run), { force: true });
}

/**
 * Keeps the newest runs with data, up to the number `keep`. Deletes every run that is older than these, unless it is still running.
 * @param own the run that has just ended; it is never deleted
 * @returns the deleted folders
 */
export async function deleteOldRuns(runs: string, keep: number, own: string): Promise<string[]> {
  const newestFirst = runsIn(runs).reverse();
  const deleted: string[] = [];
  let kept = 0;
  for (const folder of newestFirst.filter((run) => !lstatSync(run).isSymbolicLink())) {
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

async function stateOf(run: string): Promise<'running' | 'stopped' | 'failed' | 'collected'> {
  const mark = await readFile(processOf(run), 'utf8').catch(() => undefined);
  if (mark !== undefined) return isAlive(Number(mark)) ? 'running' : 'stopped';
  return existsSync(failedOf(run)) ? 'failed' : 'collected';
}

function isAlive(id: number): boolean {
  try {
    return id > 0 && process.kill(id, 0);
  } catch (error) {
    // The process exists, but it belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
