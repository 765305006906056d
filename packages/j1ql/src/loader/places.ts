import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LoadError } from './error';
import { holdsGraph } from './graph-folder';

export interface Place {
  /** The name of the run's folder, or of the integration's. */
  name: string;
  graph: string;
  /** The folder with the record of its run; undefined for a graph without one. */
  record?: string;
}

export const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
export const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .sort();

const storageOf = (folder: string) => ({
  name: basename(folder),
  graph: join(folder, '.j1-integration', 'graph'),
  record: join(folder, '.j1-integration'),
});

/** The graphs of one path. */
export interface Found {
  places: Place[];
  /** The folder that they belong to: of the run, the `.j1-integration` folder, or the graph itself. */
  home: string;
  /** Whether `home` has a folder for each integration. Then a roster may lie there. */
  isRun: boolean;
}

/**
 * Finds the graphs of a path: a `graph` folder, a `.j1-integration` folder, an integration, or a run with several
 * integrations. @throws LoadError without a graph
 */
export function graphsAt(path: string): Found {
  const folder = resolve(path);
  if (basename(folder) === '.j1-integration') return graphsAt(dirname(folder));
  if (folder.endsWith(join('.j1-integration', 'graph'))) return graphsAt(dirname(folder));
  if (!isFolder(folder)) throw new LoadError(`There is no folder ${path}.`);
  const own = storageOf(folder);
  if (isFolder(own.graph)) return { places: [own], home: own.record, isRun: false };
  const inside = foldersIn(folder)
    .map(storageOf)
    .filter(({ graph }) => isFolder(graph));
  if (inside.length > 0) return { places: inside, home: folder, isRun: true };
  if (holdsGraph(folder)) {
    return {
      places: [{ name: basename(folder), graph: folder, record: recordAt(folder) }],
      home: folder,
      isRun: false,
    };
  }
  throw new LoadError(`There is no graph in ${path}. Collect one: npm start, or npx j1-integration collect.`);
}

/** A copy of `.j1-integration` may have another name. */
const recordAt = (graph: string): string | undefined =>
  [graph, ...(basename(graph) === 'graph' ? [dirname(graph)] : [])].find((folder) =>
    ['summary.json', 'run.json'].some((name) => existsSync(join(folder, name))),
  );
