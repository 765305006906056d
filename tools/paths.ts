import { join, relative } from 'node:path';

/** The repository's folder, from the compiled file in `tools/dist` or from the source in tests. */
export const ROOT = join(__dirname, __dirname.endsWith('dist') ? '../..' : '..');

export const packageFolder = (name: string): string => join(ROOT, 'packages', name);

/** A path for the command line: relative to the current folder, and quoted if needed. */
export function shellPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  const shown = fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
  return /^[\w./+:@-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
