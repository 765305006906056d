import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { LoadError, loadGraph, runsIn, type LoadedGraph, type LoadOptions } from '@j1-integrations/j1ql/loader';
import { readQuestions, shippedQuestionFiles } from '@j1-integrations/j1ql/questions';
import { changesBetween } from '../change/changes';
import type { Change, ChangeBetween, Contents } from '../format/contents';
import type { Item } from '../format/pack';

export interface ReadOptions extends Omit<LoadOptions, 'now'> {
  /** The run to compare with; `false` for none. Default: the previous run. */
  since?: string | false;
  questionFiles?: readonly string[];
}

export interface Content {
  entities: readonly Item[];
  relationships: readonly Item[];
  changes: Change[];
  contents: Omit<Contents, 'blocks' | 'raw'>;
  /** The default folder of the page. */
  folder: string;
}

/** Reads a run, and compares it with the previous run. @throws LoadError, RosterError */
export function readContent({ since, questionFiles, runs = 'runs', ...options }: ReadOptions): Content {
  const isNamed = options.folders !== undefined && options.folders.length > 0;
  const all = isNamed ? [] : runsIn(runs);
  const run = isNamed ? undefined : (options.run ?? all.at(-1));
  const graph = loadGraph({ ...options, runs, run });
  const earlier = all.slice(0, run === undefined ? 0 : all.indexOf(run));
  const change = changeOf(graph, { since, earlier, people: options.people });
  const { data, instances, missing, people } = graph;
  return {
    entities: data.entities,
    relationships: data.relationships,
    changes: change?.changes ?? [],
    contents: {
      formatVersion: 1,
      madeOn: Date.now(),
      instances: instances.map(({ folder: _, ...instance }) => instance),
      missing,
      people,
      questions: readQuestions(questionFiles ?? shippedQuestionFiles(process.cwd())),
      change: change?.between,
    },
    folder: graph.folder,
  };
}

/** The previous run is the last one that can be read. */
function changeOf(
  graph: LoadedGraph,
  { since, earlier, people }: Pick<ReadOptions, 'since' | 'people'> & { earlier: readonly string[] },
): { changes: Change[]; between: ChangeBetween } | undefined {
  if (since === false) return undefined;
  if (since !== undefined) {
    if (!existsSync(since)) throw new LoadError(`There is no folder ${since}.`);
    return compared(loadGraph({ run: since, people }), graph, since);
  }
  for (const run of [...earlier].reverse()) {
    try {
      return compared(loadGraph({ run, people }), graph, run);
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
    }
  }
  return undefined;
}

function compared(older: LoadedGraph, newer: LoadedGraph, run: string) {
  const { changes, notes } = changesBetween(older, newer);
  const since = Math.min(...older.instances.map(({ collectedOn }) => collectedOn));
  return { changes, between: { since, run: basename(run), notes } };
}
