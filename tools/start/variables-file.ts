import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { ROOT, shellPath } from '../paths';
import { Refused } from './refused';

/** The secrets of the file that a command line names, before anything of that line is used. A file that cannot be read has none. */
export function secretsNamedBy(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => /^--env(=|$)/.test(word));
  const [, joined] = /^--env=(.*)/.exec(argv[at] ?? '') ?? [];
  const file = at < 0 ? DEFAULT_FILE : (joined ?? argv[at + 1]);
  try {
    return secretsIn(parse(readFileSync(file)));
  } catch {
    return [];
  }
}

const DEFAULT_FILE = join(ROOT, '.env');

/** The variables of a file: of the one that is named, or of `.env` where there is one. @throws Refused */
export async function readVariables(named: string | undefined): Promise<NodeJS.ProcessEnv> {
  const file = named ?? DEFAULT_FILE;
  if (named === undefined && !existsSync(file)) return {};
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Refused(`The variables cannot be read: ${(error as Error).message}.`);
  }
  const variables = parse(bytes);
  // No environment can hold it, and what refuses it shows the whole value.
  const broken = Object.keys(variables).find((name) => variables[name].includes('\0'));
  if (broken) throw new Refused(`${broken} in ${shellPath(file)} holds a NUL character. Write its value again.`);
  // As PowerShell's `>` writes: no line of it would be read.
  if (bytes.includes(0)) throw new Refused(`${shellPath(file)} is not in UTF-8. Save it in UTF-8.`);
  return variables;
}

/** The values that are never printed. */
export const secretsIn = (variables: NodeJS.ProcessEnv): string[] =>
  Object.entries(variables).flatMap(([name, value]) => (/(KEY|TOKEN)(__|$)/.test(name) && value ? value : []));
