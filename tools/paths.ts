import { join, relative } from 'node:path';

/** The repository's folder: this runs compiled, below `tools/dist`, and in tests from its source. */
export const ROOT = join(__dirname, __dirname.endsWith('dist') ? '../..' : '..');

export const packageFolder = (name: string): string => join(ROOT, 'packages', name);

/** A path as a command line takes it: from the current folder, and quoted where a shell would take it apart. */
export function shellPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  const shown = fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
  return /^[\w./+:@-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
