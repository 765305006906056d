import type { LoadedGraph, LoadedInstance } from '../loader/load';

/** A graph, and the parts of its runs' records that tell what it lacks. */
export interface CollectedGraph extends Pick<LoadedGraph, 'data' | 'missing' | 'people'> {
  instances: readonly (Pick<LoadedInstance, 'id' | 'integration'> & {
    record: Pick<
      LoadedInstance['record'],
      'off' | 'declaredTypes' | 'partialTypes' | 'failedSteps' | 'classesOfType' | 'isFinished'
    >;
  })[];
}

export type Instance = CollectedGraph['instances'][number];
