import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { syncFolder } from './folders';
import { LOCK, takeLock } from './lock';
import { DATABASE, SIDECAR } from './checks';
import { holderOf } from './open';

/** As no sink can be called: names of sinks have small letters only. */
const REPLACED = /^replaced-\d{4}-\d{2}-\d{2}T[\d-]+Z$/;

/**
 * Puts everything aside, so that the next collect begins anew, on purpose: into a folder inside, because the folder
 * itself may be where a disk is mounted, below what belongs to somebody else.
 *
 * @returns where it is.
 * @throws CollectorError where a collector is at work, or something cannot be moved; everything is then where it was.
 */
export function startOver(dataDir: string): string {
  const folder = resolve(dataDir);
  const lock = takeLock(folder, () => holderOf(folder));
  try {
    const aside = join(folder, `replaced-${new Date().toISOString().replace(/[:.]/g, '-')}`);
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
        'Check who owns it, and whether a disk is mounted there; or name a new folder with --data-dir.',
      );
    }
    syncFolder(aside);
    syncFolder(folder);
    return aside;
  } finally {
    lock.release();
  }
}

/** The lock is held; `lost+found` is the file system's own, at the top of a disk. */
const staysThere = (name: string) => name.startsWith(LOCK) || name === 'lost+found' || REPLACED.test(name);

/** The database first, with what SQLite has beside it, and last what says that there was one: until then none is new. */
function inOrder(names: readonly string[]): string[] {
  const rank = (name: string) => (name.startsWith(DATABASE) ? 0 : name === SIDECAR ? 2 : 1);
  return [...names].sort().sort((a, b) => rank(a) - rank(b));
}
