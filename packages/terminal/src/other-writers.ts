import { statSync } from 'node:fs';

/**
 * Who else than its owner may write to a folder, in a sentence; `undefined` where no one may, and where the system has no
 * such modes. What is read back from such a folder may be forged.
 */
export function otherWriters(folder: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const { mode } = statSync(folder);
  if ((mode & 0o022) === 0) return undefined;
  const who = (mode & 0o002) !== 0 ? 'Every user of this machine' : 'Its group';
  return `${who} may write to ${folder} (mode ${(mode & 0o777).toString(8)})`;
}
