import { z } from 'zod';
import { NotFoundError, OutcomeUnknownError } from './errors';
import { type GraphQL } from './graphql';
import { getSchedule, SCHEDULE_FIELDS, scheduleShape, setSchedule } from './instance-schedule';
import { listSources, switchSources, type IngestionSource } from './ingestion-sources';
import { JOB_FIELDS, jobShape } from './job';
import { list, type ListOptions } from './list';
import { refuseMasks, secretsIn } from './masks';
import { resolveInstance } from './resolve';
import { changeSchedule, type Schedule, type ScheduleChange } from './schedule';
import { maybe, pageInfo, type PageInfo } from './shapes';

const summaryShape = scheduleShape.extend({
  accountId: z.string(),
  description: maybe(z.string()),
  integrationDefinitionId: z.string(),
  integrationDefinition: maybe(z.object({ type: z.string(), title: z.string() })),
});

const withJobsShape = summaryShape.extend({
  jobs: maybe(z.object({ jobs: z.array(jobShape), pageInfo: maybe(pageInfo) })),
});

const instanceShape = summaryShape.extend({
  /** Its secrets are masked. */
  config: maybe(z.record(z.string(), z.unknown())),
  integrationDefinition: maybe(
    z.object({
      type: z.string(),
      title: z.string(),
      configFields: z.array(z.object({ key: z.string(), mask: maybe(z.boolean()) })),
    }),
  ),
});

export type InstanceSummary = z.infer<typeof summaryShape>;
export type InstanceWithJobs = z.infer<typeof withJobsShape>;
export type Instance = z.infer<typeof instanceShape>;

const SUMMARY = `${SCHEDULE_FIELDS} accountId description integrationDefinitionId`;
const LISTED = `${SUMMARY} integrationDefinition { type title }`;
const WHOLE = `${SUMMARY} config integrationDefinition { type title configFields { key mask } }`;
const PAGE_INFO = 'pageInfo { endCursor hasNextPage }';
const FILTER = 'definitionId: $definitionId, filter: $filter, cursor: $cursor, limit: $limit';
const FILTER_VARIABLES =
  '$definitionId: String, $filter: ListIntegrationInstancesSearchFilter, $cursor: String, $limit: Int';

export const LIST_INSTANCES = {
  document: `query ListInstances(${FILTER_VARIABLES}) {
    integrationInstances(${FILTER}) { instances { ${LISTED} } ${PAGE_INFO} }
  }`,
  data: z.object({ integrationInstances: z.object({ instances: z.array(summaryShape), pageInfo }) }),
};

export const LIST_INSTANCES_WITH_JOBS = {
  document: `query ListInstancesWithJobs(${FILTER_VARIABLES}) {
    integrationInstances(${FILTER}) { instances { ${LISTED} jobs(size: 5) { jobs { ${JOB_FIELDS} } ${PAGE_INFO} } } ${PAGE_INFO} }
  }`,
  data: z.object({ integrationInstances: z.object({ instances: z.array(withJobsShape), pageInfo }) }),
};

export const GET_INSTANCE = {
  document: `query GetInstance($id: String!) { integrationInstance(id: $id) { ${WHOLE} } }`,
  data: z.object({ integrationInstance: maybe(instanceShape) }),
};

export const CREATE_INSTANCE = {
  document: `mutation CreateInstance($instance: CreateIntegrationInstanceInput!) {
    createIntegrationInstance(instance: $instance) { ${WHOLE} }
  }`,
  data: z.object({ createIntegrationInstance: maybe(instanceShape) }),
};

export const UPDATE_INSTANCE = {
  document: `mutation UpdateInstance($id: String!, $update: UpdateIntegrationInstanceInput!) {
    updateIntegrationInstance(id: $id, update: $update) { ${WHOLE} }
  }`,
  data: z.object({ updateIntegrationInstance: maybe(instanceShape) }),
};

export const DELETE_INSTANCE = {
  document: `mutation DeleteInstance($id: String!) { deleteIntegrationInstance(id: $id) { success } }`,
  data: z.object({ deleteIntegrationInstance: maybe(z.object({ success: maybe(z.boolean()) })) }),
};

const PAGE_SIZE = 100;

export interface InstanceListOptions extends ListOptions {
  definitionId?: string;
  /** Instances whose name has this in it. */
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
  /** Fields that it does not name stay as they are. */
  config?: Record<string, unknown>;
}

export interface Instances {
  /**
   * The id of the instance that has this id or this name.
   *
   * @throws {NotFoundError}
   * @throws {AmbiguousNameError} with the candidates
   */
  resolve(idOrName: string): Promise<string>;
  /** @throws {NotFoundError} */
  sources(id: string): Promise<IngestionSource[]>;
  /**
   * Switches ingestion sources on or off, and leaves the others as they are.
   *
   * @throws {UnknownSourceError} before anything is changed
   */
  switchSources(id: string, ids: readonly string[], enabled: boolean): Promise<IngestionSource[]>;
  list(options?: InstanceListOptions): AsyncGenerator<InstanceSummary, void, undefined>;
  /** Each with its newest jobs, in the requests of the list. */
  listWithJobs(options?: InstanceListOptions): AsyncGenerator<InstanceWithJobs, void, undefined>;
  /** @throws {NotFoundError} */
  get(id: string): Promise<Instance>;
  /**
   * @throws {ScheduleError} before anything is sent
   * @throws {MaskedValueError} before anything is sent
   */
  create(instance: NewInstance): Promise<Instance>;
  /**
   * @throws {MaskedValueError} before anything is sent
   * @throws {NotFoundError}
   */
  update(id: string, update: InstanceUpdate): Promise<Instance>;
  /** @returns whether JupiterOne says that it is gone. */
  delete(id: string): Promise<boolean>;
  /** @throws {NotFoundError} */
  getSchedule(id: string): Promise<Schedule>;
  /**
   * Changes when the instance runs. Sends the polling fields only, and reads back what was stored.
   *
   * @throws {ScheduleError} before anything is sent, or, where the rule depends on the present schedule, before it is changed
   * @throws {NotFoundError}
   * @throws {ScheduleNotStoredError} when JupiterOne stored something else
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
      // Without a word about it, JupiterOne's own default holds.
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
