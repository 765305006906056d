import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { isReplacedFolder, replacedFolder, syncFolder } from './folders';
import { LOCK, takeLock } from './lock';
import { DATABASE, SIDECAR } from './checks';
import { holderOf } from './open-file';

/** Moves the content into a subfolder, all or nothing: the folder itself may be a mount point. @returns the subfolder. */
export function startOver(dataDir: string): string {
  const folder = resolve(dataDir);
  const lock = takeLock(folder, () => holderOf(folder));
  try {
    const aside = replacedFolder(folder);
    const moving = inOrder(readdirSync(folder).filter((name) => !staysThere(name)));
    const moved: string[] = [];
    mkdirSync(aside, { mode: 0o700 });
    try {
      for (const name of moving) {
        renameSync(join(folder, name), join(aside, name));
        moved.push(name);
      }
    } catch (error) {
      for (const name of moved.reverse()) renameSync(join(aside, name), join(folder, name));
      rmdirSync(aside);
      const { code } = error as NodeJS.ErrnoException;
      const stuck = join(folder, moving[moved.length]);
      throw new CollectorError(
        EXIT.disk,
        `${stuck} cannot be moved into ${aside} (${code}). Everything is where it was.`,
        'Check its owner, and whether a disk is mounted there, or name a new folder with --data-dir.',
      );
    }
    syncFolder(aside);
    syncFolder(folder);
    return aside;
  } finally {
    lock.release();
  }
}

/** Keeps the lock, which is held, and `lost+found`, which belongs to the file system. */
const staysThere = (name: string) => name.startsWith(LOCK) || name === 'lost+found' || isReplacedFolder(name);

/** The sidecar comes last: while it is there, no collector creates a new database. */
function inOrder(names: readonly string[]): string[] {
  const rank = (name: string) => (name.startsWith(DATABASE) ? 0 : name === SIDECAR ? 2 : 1);
  return [...names].sort().sort((a, b) => rank(a) - rank(b));
}
