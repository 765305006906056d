import type { Config } from './config/config';
import { removeFiles } from './sinks/retention';
import { removeRows } from './store/retention';
import type { Store } from './store/store';

/** Removes old rows and files, as the configuration says. @returns one line for each removal. */
export async function applyRetention({ retention, sinks }: Config, store: Store): Promise<string[]> {
  const names = sinks.map(({ name }) => name);
  const told: string[] = [];
  if (retention.files !== undefined) {
    for (const file of await removeFiles(store, retention.files, names)) told.push(`removed ${file}`);
  }
  if (retention.rows !== undefined) {
    for (const { source, day, rows } of await removeRows(store, retention.rows, names))
      told.push(`removed the ${rows} rows of ${source} ${day}`);
  }
  return told;
}
