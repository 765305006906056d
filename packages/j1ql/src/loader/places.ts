import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LoadError } from './error';
import { jsonFiles } from './graph-folder';

export interface Place {
  /** The name of the run's folder, or of the integration's. */
  name: string;
  graph: string;
  /** The `.j1-integration` folder, or the folder around the graph. */
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
 * Finds the graphs of a path: a `graph` folder, a `.j1-integration` folder, an integration, or a run with several
 * integrations. @throws LoadError without a graph
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

/** The oldest first: the names of runs are their times. */
export const runsIn = (runs: string): string[] => (isFolder(runs) ? foldersIn(runs).sort(byRun) : []);

/** @throws LoadError without a run */
export function newestRun(runs: string): string {
  const newest = runsIn(runs).at(-1);
  if (newest === undefined) throw new LoadError(`There is no run in ${runs} yet. Collect one: npm start`, true);
  return newest;
}

/** Several runs in the same second have numbers. */
function byRun(a: string, b: string): number {
  const [, timeA = a, numberA = '1'] = /^(.*T[\d-]{8})(?:-(\d+))?$/.exec(a) ?? [];
  const [, timeB = b, numberB = '1'] = /^(.*T[\d-]{8})(?:-(\d+))?$/.exec(b) ?? [];
  return timeA === timeB ? Number(numberA) - Number(numberB) : timeA < timeB ? -1 : 1;
}
