import { chmodSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CollectorError, EXIT } from '../errors';

/** Who may read what the collector makes. */
export const READABLE_BY = ['owner', 'group'] as const;
export type ReadableBy = (typeof READABLE_BY)[number];

/** Modes of what is made: whatever the umask is. */
export interface Access {
  file: number;
  folder: number;
}

export const ACCESS: Record<ReadableBy, Access> = {
  owner: { file: 0o600, folder: 0o700 },
  group: { file: 0o640, folder: 0o750 },
};

/** Lets the group read what was made for the owner alone. What is there for others already is left to `doctor`. */
export function share(folder: string, { file, folder: forFolder }: Access): void {
  const { mode } = statSync(folder);
  if ((mode & forFolder) === forFolder) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !/^(archives|replaced-.*)$/.test(entry.name)) share(path, { file, folder: forFolder });
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o777) | file);
  }
  // Last: whatever ends this before is done again.
  chmodSync(folder, (mode & 0o777) | forFolder);
}

/** Size of a file; `undefined` where there is none. @throws CollectorError where this user may not know it. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw refusedTo(path, code);
  }
}

/** What is there belongs to somebody else, which is not the same as that it is not there. */
export function refusedTo(path: string, code: string | undefined): CollectorError {
  return new CollectorError(
    EXIT.disk,
    `This user (${userInfo().username}) may not read ${path} (${code}). What is there is as it was.`,
    'Run the command as the user of the collector (sudo -u <user> heroku-audit-trail …), or have it make files that ' +
      'its group can read: readableBy: group, in its configuration.',
  );
}
