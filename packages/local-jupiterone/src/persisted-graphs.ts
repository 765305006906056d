import { setTimeout } from 'node:timers/promises';
import { reconcile, type GraphObject, type Scope } from './graph';
import { type Records } from './records';
import { tagged, tagsOf } from './tags';
import { countsOf, type SynchronizationJob, type Upload } from './uploads';

interface Graph {
  entities: Scope;
  relationships: Scope;
}

export interface PersistedGraphs {
  of: (scope: string) => { entities: GraphObject[]; relationships: GraphObject[] };
  forget: (scope: string) => void;
  /** Rejects when the server closes. */
  persist(job: SynchronizationJob, upload: Upload, partialTypes: string[]): Promise<void>;
}

export function createPersistedGraphs(records: Records, persistSeconds: number, closing: AbortSignal): PersistedGraphs {
  const graphs = new Map<string, Graph>();

  function graph(scope: string): Graph {
    const present = graphs.get(scope) ?? { entities: new Map(), relationships: new Map() };
    graphs.set(scope, present);
    return present;
  }

  return {
    of: (scope) => {
      const { entities, relationships } = graph(scope);
      return { entities: [...entities.values()], relationships: [...relationships.values()] };
    },
    forget: (scope) => void graphs.delete(scope),
    async persist(job, upload, partialTypes) {
      const present = graph(job.integrationInstanceId ?? job.scope!);
      const pause = () => setTimeout((persistSeconds * 1000) / 3, undefined, { signal: closing });
      await pause();
      job.status = 'FINALIZING_ENTITIES';
      const instance = records.instances.find(({ id }) => id === job.integrationInstanceId);
      const entities = tagged(upload.entities, instance ? tagsOf(instance) : {});
      Object.assign(job, countsOf('Entities', reconcile(present.entities, entities, partialTypes)));
      await pause();
      job.status = 'FINALIZING_RELATIONSHIPS';
      const relationships = reconcile(present.relationships, upload.relationships, partialTypes);
      Object.assign(job, countsOf('Relationships', relationships));
      await pause();
      job.status = 'FINISHED';
    },
  };
}
