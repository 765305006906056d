import { join, relative } from 'node:path';

/** This file is in `tools/dist` when it is compiled, and in `tools` when a test runs. */
export const ROOT = join(__dirname, __dirname.endsWith('dist') ? '../..' : '..');

export const packageFolder = (name: string): string => join(ROOT, 'packages', name);

/** A path to paste into a shell: relative to the current folder, and quoted if needed. */
export function shellPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  const shown = fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
  return /^[\w./+:@-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
