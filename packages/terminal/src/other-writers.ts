import { statSync } from 'node:fs';

/** A sentence that names the users, other than the owner, who may write to a folder. They could forge its content. */
export function otherWriters(folder: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const { mode } = statSync(folder);
  if ((mode & 0o022) === 0) return undefined;
  const who = (mode & 0o002) !== 0 ? 'Every user of this machine' : 'Its group';
  return `${who} may write to ${folder} (mode ${(mode & 0o777).toString(8)})`;
}
