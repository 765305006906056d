import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { ROOT, shellPath } from '../paths';
import { Refused } from './refused';

/** The variables of a file: of the one that is named, or of `.env` where there is one. @throws Refused */
export async function readVariables(named: string | undefined): Promise<NodeJS.ProcessEnv> {
  const file = named ?? join(ROOT, '.env');
  if (named === undefined && !existsSync(file)) return {};
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Refused(`The variables cannot be read: ${(error as Error).message}.`);
  }
  const variables = parse(text);
  // No environment can hold it, and what refuses it shows the whole value.
  const broken = Object.keys(variables).find((name) => variables[name].includes('\0'));
  if (broken) throw new Refused(`${broken} in ${shellPath(file)} holds a NUL character. Write its value again.`);
  return variables;
}

/** The values that are never printed. */
export const secretsIn = (variables: NodeJS.ProcessEnv): string[] =>
  Object.entries(variables).flatMap(([name, value]) => (/(KEY|TOKEN)(__|$)/.test(name) && value ? value : []));
