import { NotFoundError, OutcomeUnknownError } from './errors';
import { type GraphQL } from './graphql';
import {
  CREATE_INSTANCE,
  DELETE_INSTANCE,
  GET_INSTANCE,
  LIST_INSTANCES,
  LIST_INSTANCES_WITH_JOBS,
  UPDATE_INSTANCE,
  type Instance,
  type InstanceSummary,
  type InstanceWithJobs,
} from './instance-documents';
import { getSchedule, setSchedule } from './instance-schedule';
import { listSources, switchSources, type IngestionSource } from './ingestion-sources';
import { list, type ListOptions } from './list';
import { refuseMasks, secretsIn } from './masks';
import { resolveInstance } from './resolve';
import { changeSchedule, type Schedule, type ScheduleChange } from './schedule';
import type { PageInfo } from './shapes';

const PAGE_SIZE = 100;

export interface InstanceListOptions extends ListOptions {
  definitionId?: string;
  /** A part of the instance's name. */
  name?: string;
}

export interface NewInstance extends ScheduleChange {
  name: string;
  integrationDefinitionId: string;
  description?: string;
  config?: Record<string, unknown>;
}

export interface InstanceUpdate {
  name?: string;
  description?: string;
  /** Fields that are not named keep their values. */
  config?: Record<string, unknown>;
}

/** Functions that take an `id` throw `NotFoundError` when the account has no such instance. */
export interface Instances {
  /**
   * Gives the id of an instance by its id or its name; upper and lower case are the same.
   * @throws {NotFoundError}
   * @throws {AmbiguousNameError} with the candidates
   */
  resolve(idOrName: string): Promise<string>;
  sources(id: string): Promise<IngestionSource[]>;
  /**
   * Changes only the sources in `ids`.
   * @throws {UnknownSourceError} before the change, when a source does not exist or cannot be switched off
   */
  switchSources(id: string, ids: readonly string[], enabled: boolean): Promise<IngestionSource[]>;
  list(options?: InstanceListOptions): AsyncGenerator<InstanceSummary, void, undefined>;
  /** Each instance with its newest jobs; costs no more requests than `list`. */
  listWithJobs(options?: InstanceListOptions): AsyncGenerator<InstanceWithJobs, void, undefined>;
  get(id: string): Promise<Instance>;
  /** @throws {ScheduleError, MaskedValueError} before the request */
  create(instance: NewInstance): Promise<Instance>;
  /** @throws {MaskedValueError} before the request */
  update(id: string, update: InstanceUpdate): Promise<Instance>;
  /** @returns whether JupiterOne confirms the deletion */
  delete(id: string): Promise<boolean>;
  getSchedule(id: string): Promise<Schedule>;
  /**
   * Sends only the schedule fields, and reads the stored schedule back.
   * @throws {ScheduleError} before the change
   * @throws {ScheduleNotStoredError} when JupiterOne stored another schedule
   */
  schedule(id: string, change: ScheduleChange): Promise<Schedule>;
}

export function instancesOf(graphql: GraphQL): Instances {
  const variablesOf = ({ definitionId, name, limit }: InstanceListOptions = {}) => ({
    definitionId,
    filter: name === undefined ? undefined : { name },
    limit: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE),
  });

  return {
    list: (options) => list(graphql, LIST_INSTANCES, variablesOf(options), itemsOf, options),
    listWithJobs: (options) => list(graphql, LIST_INSTANCES_WITH_JOBS, variablesOf(options), itemsOf, options),
    async get(id) {
      const { integrationInstance } = await graphql.query(GET_INSTANCE, { id });
      if (!integrationInstance) throw new NotFoundError('instance', id);
      return integrationInstance;
    },
    async create({ pollingInterval, hour, dayOfWeek, ...instance }) {
      refuseMasks(instance.config);
      const change = { pollingInterval, hour, dayOfWeek };
      const isScheduled = Object.values(change).some((part) => part !== undefined);
      // If no schedule is sent, JupiterOne uses its own default.
      const schedule = isScheduled ? changeSchedule({ pollingInterval: 'DISABLED' }, change) : {};
      const variables = { instance: { ...instance, ...schedule } };
      const { createIntegrationInstance } = await graphql.mutate(
        CREATE_INSTANCE,
        variables,
        secretsIn(instance.config),
      );
      if (!createIntegrationInstance) throw new OutcomeUnknownError('JupiterOne answered no instance');
      return createIntegrationInstance;
    },
    async update(id, { config, ...rest }) {
      refuseMasks(config);
      const variables = { id, update: config ? { ...rest, config, updateMode: 'MERGE' } : rest };
      const { updateIntegrationInstance } = await graphql.mutate(UPDATE_INSTANCE, variables, secretsIn(config));
      if (!updateIntegrationInstance) throw new NotFoundError('instance', id);
      return updateIntegrationInstance;
    },
    async delete(id) {
      const { deleteIntegrationInstance } = await graphql.mutate(DELETE_INSTANCE, { id });
      return deleteIntegrationInstance?.success ?? false;
    },
    sources: (id) => listSources(graphql, id),
    switchSources: (id, ids, enabled) => switchSources(graphql, id, ids, enabled),
    resolve: (idOrName) => resolveInstance(graphql, idOrName),
    getSchedule: (id) => getSchedule(graphql, id),
    schedule: (id, change) => setSchedule(graphql, id, change),
  };
}

const itemsOf = <Item>({
  integrationInstances: { instances: items, pageInfo },
}: {
  integrationInstances: { instances: Item[]; pageInfo: PageInfo };
}) => ({ items, pageInfo });
