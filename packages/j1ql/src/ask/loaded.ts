import type { GraphData } from '../graph/graph';
import type { RunRecord } from '../loader/run-record';

/** What an answer needs to know about the loaded graphs. */
export interface Loaded {
  instances: readonly {
    id: string;
    integration: string;
    record: Pick<RunRecord, 'off' | 'declaredTypes' | 'partialTypes' | 'failedSteps' | 'classesOfType' | 'isFinished'>;
  }[];
  data: GraphData;
  /** Parts of a run without a graph. */
  missing: readonly string[];
  /** The number of people in the roster. */
  people: number;
}

export type Instance = Loaded['instances'][number];
