import { chmodSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CollectorError, EXIT } from '../errors';

export const READABLE_BY = ['owner', 'group'] as const;
export type ReadableBy = (typeof READABLE_BY)[number];

/** The modes of files and folders, independent of the umask. */
export interface Access {
  file: number;
  folder: number;
}

export const ACCESS: Record<ReadableBy, Access> = {
  owner: { file: 0o600, folder: 0o700 },
  group: { file: 0o640, folder: 0o750 },
};

export function grantAccess(folder: string, { file, folder: forFolder }: Access): void {
  const { mode } = statSync(folder);
  if ((mode & forFolder) === forFolder) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !/^(archives|replaced-.*)$/.test(entry.name))
      grantAccess(path, { file, folder: forFolder });
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o777) | file);
  }
  // The folder comes last, so that after a crash the next run does it all again.
  chmodSync(folder, (mode & 0o777) | forFolder);
}

/** @returns `undefined` if there is no such file. @throws CollectorError if this user has no access. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw notReadable(path, code);
  }
}

export function notReadable(path: string, code: string | undefined): CollectorError {
  return new CollectorError(
    EXIT.disk,
    `This user (${userInfo().username}) may not read ${path} (${code}). Nothing was changed.`,
    'Run the command as the user of the collector (sudo -u <user> heroku-audit-trail …), or set readableBy: group in ' +
      'the configuration of the collector.',
  );
}
