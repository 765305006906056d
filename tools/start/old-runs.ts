import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As `newRunFolder` names them. Nothing else in the folder of all runs is touched. */
const RUN = /^(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})(?:-(\d+))?$/;

const markOf = (run: string) => join(run, 'process');

/** While a run lasts, another `npm start` must not delete it. */
export const markRunning = (run: string): Promise<void> => writeFile(markOf(run), String(process.pid));
export const markEnded = (run: string): Promise<void> => rm(markOf(run), { force: true });

/** Deletes all runs but the newest. @returns the folders that are gone */
export async function deleteOldRuns(runs: string, keep: number): Promise<string[]> {
  const entries = await readdir(runs, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && RUN.test(entry.name)).map(({ name }) => name);
  const old = names.sort(newestFirst).slice(keep);
  const deleted: string[] = [];
  for (const folder of old.map((name) => join(runs, name))) {
    if (await isRunning(folder)) continue;
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

async function isRunning(run: string): Promise<boolean> {
  try {
    const id = Number(await readFile(markOf(run), 'utf8'));
    return id > 0 && process.kill(id, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
