import type { GraphData } from '../graph/graph';
import type { RunRecord } from '../loader/run-record';

export interface Loaded {
  instances: readonly {
    id: string;
    integration: string;
    record: Pick<RunRecord, 'off' | 'declaredTypes' | 'partialTypes' | 'failedSteps' | 'classesOfType' | 'isFinished'>;
  }[];
  data: GraphData;
  /** Integrations of the run that failed before they wrote a graph. */
  missing: readonly string[];
  /** The number of people in the roster. */
  people: number;
}

export type Instance = Loaded['instances'][number];
