import { statSync } from 'node:fs';

/**
 * Names the users who may write to a folder next to its owner, as a sentence; they could forge what is read from it.
 * `undefined` when there are none, or on a system without modes.
 */
export function otherWriters(folder: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const { mode } = statSync(folder);
  if ((mode & 0o022) === 0) return undefined;
  const who = (mode & 0o002) !== 0 ? 'Every user of this machine' : 'Its group';
  return `${who} may write to ${folder} (mode ${(mode & 0o777).toString(8)})`;
}
