import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LoadError } from './error';
import { jsonFiles } from './graph-folder';

/** Where a graph lies, and what it is called. */
export interface Place {
  /** The folder of the run that made it, or of the integration. */
  name: string;
  graph: string;
  /** `.j1-integration`, where it is in one. */
  record: string;
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .sort();

const storageOf = (folder: string): Place => ({
  name: basename(folder),
  graph: join(folder, '.j1-integration', 'graph'),
  record: join(folder, '.j1-integration'),
});

/**
 * The graphs at a path: a `graph` folder, the `.j1-integration` folder around it, the folder of an integration, or that of a
 * run with several integrations. @throws LoadError where there is none.
 */
export function placesAt(path: string): Place[] {
  const folder = resolve(path);
  if (!isFolder(folder)) throw new LoadError(`There is no folder ${path}.`);
  if (basename(folder) === '.j1-integration') return placesAt(dirname(folder));
  if (isFolder(storageOf(folder).graph)) return [storageOf(folder)];
  const inside = foldersIn(folder)
    .map(storageOf)
    .filter(({ graph }) => isFolder(graph));
  if (inside.length > 0) return inside;
  if (jsonFiles(folder).length === 0) {
    throw new LoadError(`There is no graph in ${path}. Collect one: npm start, or npx j1-integration collect.`);
  }
  const isStored = basename(dirname(folder)) === '.j1-integration';
  return [{ name: basename(isStored ? dirname(dirname(folder)) : folder), graph: folder, record: dirname(folder) }];
}

/** The folders of all runs, from the oldest to the newest. The names of runs are their times. */
export const runsIn = (runs: string): string[] => (isFolder(runs) ? foldersIn(runs).sort(byRun) : []);

/** The folder of the newest run. @throws LoadError where there is none. */
export function newestRun(runs: string): string {
  const newest = runsIn(runs).at(-1);
  if (newest === undefined) throw new LoadError(`There is no run in ${runs} yet. Collect one: npm start`, true);
  return newest;
}

/** Several runs of one second have numbers. */
function byRun(a: string, b: string): number {
  const [, timeA = a, numberA = '1'] = /^(.*T[\d-]{8})(?:-(\d+))?$/.exec(a) ?? [];
  const [, timeB = b, numberB = '1'] = /^(.*T[\d-]{8})(?:-(\d+))?$/.exec(b) ?? [];
  return timeA === timeB ? Number(numberA) - Number(numberB) : timeA < timeB ? -1 : 1;
}
