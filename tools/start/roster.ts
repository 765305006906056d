import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRoster, RosterError } from '@j1-integrations/j1ql/loader';
import { companyRosterCsv } from '@j1-integrations/simulators';
import { EXIT } from '@j1-integrations/terminal';
import { CannotStart } from './cannot-start';

export const rosterFile = (folder: string): string => join(folder, 'people', 'people.csv');

/** @param named a CSV file; by default, only simulated runs have a roster @throws CannotStart if the file is no valid roster */
export async function rosterFor(named: string | undefined, real: boolean): Promise<string | undefined> {
  if (named === undefined) return real ? undefined : companyRosterCsv();
  try {
    const text = await readFile(named, 'utf8');
    readRoster(text, Date.now());
    return text;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof RosterError || code !== undefined)
      throw new CannotStart(`--people ${named}: ${message}`, EXIT.input);
    throw error;
  }
}

export async function keepRoster(folder: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await mkdir(dirname(rosterFile(folder)));
  await writeFile(rosterFile(folder), text);
}
