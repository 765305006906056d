import { z } from 'zod';
import { SCHEDULE_FIELDS, scheduleShape } from './instance-schedule';
import { JOB_FIELDS, jobShape } from './job';
import { maybe, pageInfo } from './shapes';

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
  /** Secrets are masked. */
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
