import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LoadError } from './error';
import { holdsGraph } from './graph-folder';

export interface GraphPlace {
  name: string;
  graph: string;
  /** The folder with `summary.json` and `run.json`, if there is one. */
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

export interface FoundGraphs {
  graphs: GraphPlace[];
  /** The run's folder, the `.j1-integration` folder, or the folder of the graph. */
  home: string;
  /** Whether `home` has a folder for each integration, and perhaps a roster. */
  isRun: boolean;
}

/** @param path a run, an integration, its `.j1-integration` folder, or a graph. @throws LoadError without a graph */
export function findGraphs(path: string): FoundGraphs {
  const folder = resolve(path);
  if (basename(folder) === '.j1-integration') return findGraphs(dirname(folder));
  if (folder.endsWith(join('.j1-integration', 'graph'))) return findGraphs(dirname(folder));
  if (!isFolder(folder)) throw new LoadError(`There is no folder ${path}.`);
  const own = storageOf(folder);
  if (isFolder(own.graph)) return { graphs: [own], home: own.record, isRun: false };
  const inside = foldersIn(folder)
    .map(storageOf)
    .filter(({ graph }) => isFolder(graph));
  if (inside.length > 0) return { graphs: inside, home: folder, isRun: true };
  if (holdsGraph(folder)) {
    return {
      graphs: [{ name: basename(folder), graph: folder, record: recordAt(folder) }],
      home: folder,
      isRun: false,
    };
  }
  throw new LoadError(`There is no graph in ${path}. Collect one: npm start, or npx j1-integration collect.`);
}

/** The folder may be a copy of `.j1-integration` with another name. */
const recordAt = (graph: string): string | undefined =>
  [graph, ...(basename(graph) === 'graph' ? [dirname(graph)] : [])].find((folder) =>
    ['summary.json', 'run.json'].some((name) => existsSync(join(folder, name))),
  );
