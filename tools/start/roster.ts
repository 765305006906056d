import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRoster, RosterError } from '@j1-integrations/j1ql/loader';
import { companyRosterCsv } from '@j1-integrations/simulators';
import { EXIT } from '@j1-integrations/terminal';
import { Refused } from './refused';

/** Where a run keeps its roster. */
export const rosterOf = (folder: string): string => join(folder, 'people', 'people.csv');

/**
 * The roster of a run as CSV: the one that is named, or that of the simulated company; for real providers none by itself.
 * @throws Refused where it cannot be used: before anything is collected
 */
export async function rosterFor(named: string | undefined, real: boolean): Promise<string | undefined> {
  if (named === undefined) return real ? undefined : companyRosterCsv();
  try {
    const text = await readFile(named, 'utf8');
    readRoster(text, Date.now());
    return text;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof RosterError || code !== undefined)
      throw new Refused(`--people ${named}: ${message}`, EXIT.input);
    throw error;
  }
}

export async function keepRoster(folder: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await mkdir(dirname(rosterOf(folder)));
  await writeFile(rosterOf(folder), text);
}
