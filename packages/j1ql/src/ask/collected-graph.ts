import type { LoadedGraph, LoadedInstance } from '../loader/load';

/** A graph, with the fields of its run records that name missing data. */
export interface CollectedGraph extends Pick<LoadedGraph, 'data' | 'missing' | 'people'> {
  instances: readonly (Pick<LoadedInstance, 'id' | 'integration'> & {
    record: Pick<
      LoadedInstance['record'],
      'off' | 'declaredTypes' | 'partialTypes' | 'failedSteps' | 'classesOfType' | 'isFinished'
    >;
  })[];
}

export type Instance = CollectedGraph['instances'][number];
