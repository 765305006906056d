import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { ROOT, shellPath } from '../paths';
import { CannotStart } from './cannot-start';

/** Finds the file before the command line is parsed, so that no message about the command line shows a secret. */
export function secretsInEnvFile(argv: readonly string[]): string[] {
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

/** @param named a file; without it, `.env` is read if it exists @throws CannotStart */
export async function readVariables(named: string | undefined): Promise<NodeJS.ProcessEnv> {
  const file = named ?? DEFAULT_FILE;
  if (named === undefined && !existsSync(file)) return {};
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new CannotStart(`The variables cannot be read: ${(error as Error).message}.`);
  }
  const variables = parse(bytes);
  // `spawn` refuses a NUL with an error that shows the whole value.
  const broken = Object.keys(variables).find((name) => variables[name].includes('\0'));
  if (broken) throw new CannotStart(`${broken} in ${shellPath(file)} contains a NUL character. Correct its value.`);
  // PowerShell's `>` writes UTF-16, and `parse` finds no variable in it.
  if (bytes.includes(0)) throw new CannotStart(`${shellPath(file)} is not in UTF-8. Save it in UTF-8.`);
  return variables;
}

export const secretsIn = (variables: NodeJS.ProcessEnv): string[] =>
  Object.entries(variables).flatMap(([name, value]) => (/(KEY|TOKEN)(__|$)/.test(name) && value ? value : []));
