import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, otherWriters } from '@j1-integrations/terminal';
import { shellPath } from '../paths';
import { CannotStart } from './cannot-start';

/** @param runs the folder of all runs @throws CannotStart if no folder can be made in it, or if other users may write to it */
export async function newRunFolder(runs: string): Promise<string> {
  try {
    await makeFolder(runs);
    refuseOtherWriters(runs);
    return await makeNumbered(join(runs, new Date().toISOString().slice(0, 19).replaceAll(':', '-')));
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const why = (error as Error).message;
    throw new CannotStart(`No folder can be made in ${runs}: ${why}. Choose another one with --runs.`, EXIT.disk);
  }
}

function refuseOtherWriters(runs: string): void {
  const writers = otherWriters(runs);
  if (writers === undefined) return;
  throw new CannotStart(
    `${writers}, so other users could change the collected data. Nothing was collected. ` +
      `Run chmod go-w ${shellPath(runs)}, or choose another folder with --runs.`,
  );
}

/** Node's own `recursive` option never ends in a file system that answers ENOENT for every folder, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another run may have made the folder meanwhile. If it is a file, making the next folder fails.
    if (error.code !== 'EEXIST') throw error;
  });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Two runs may start in the same second. */
async function makeNumbered(name: string): Promise<string> {
  for (let again = 1; ; again += 1) {
    const folder = again === 1 ? name : `${name}-${again}`;
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
