import { pageOf } from './pages';
import { type Instance, type Job, type Records } from './records';

export type PageArguments = { cursor?: string | null; size?: number | null; limit?: number | null };

interface InstanceFilter {
  definitionId?: string | null;
  filter?: { name?: string | null } | null;
}

interface JobFilter {
  integrationInstanceId?: string | null;
  integrationInstanceIds?: string[] | null;
  integrationDefinitionId?: string | null;
}

export function createQueries(records: Records, maxPageSize: number) {
  const sizeOf = ({ size, limit }: PageArguments) => Math.max(1, Math.min(size ?? limit ?? maxPageSize, maxPageSize));
  const page = <Item extends { id: string }>(items: Item[], args: PageArguments) =>
    pageOf(items, sizeOf(args), args.cursor);

  function jobsPage(jobs: Job[], args: PageArguments & { status?: string | null }) {
    const newestFirst = jobs.filter((job) => !args.status || job.status === args.status).reverse();
    const { items, pageInfo } = page(newestFirst, args);
    return { jobs: items, pageInfo };
  }

  const Query = {
    integrationInstance: (_: unknown, { id }: { id: string }) =>
      records.instances.find((each) => each.id === id) ?? null,
    integrationInstances(_: unknown, args: PageArguments & InstanceFilter) {
      const wanted = records.instances.filter(
        (each) =>
          (!args.definitionId || each.integrationDefinitionId === args.definitionId) &&
          (!args.filter?.name || each.name.includes(args.filter.name)),
      );
      const { items, pageInfo } = page(wanted, args);
      return { instances: items, pageInfo };
    },
    findIntegrationDefinition: (_: unknown, { integrationType }: { integrationType: string }) =>
      records.definitions.find((each) => each.integrationType === integrationType) ?? null,
    integrationDefinition: (_: unknown, { id }: { id?: string }) =>
      records.definitions.find((each) => each.id === id) ?? null,
    integrationDefinitions(_: unknown, args: PageArguments) {
      const { items, pageInfo } = page(records.definitions, args);
      return { definitions: items, pageInfo };
    },
    integrationJob: (_: unknown, { id, integrationInstanceId }: { id: string; integrationInstanceId: string }) =>
      records.jobs.find((job) => job.id === id && job.integrationInstanceId === integrationInstanceId) ?? null,
    integrationJobs(_: unknown, args: PageArguments & JobFilter & { status?: string | null }) {
      const wanted = records.jobs.filter(
        (job) =>
          (!args.integrationInstanceId || job.integrationInstanceId === args.integrationInstanceId) &&
          (!args.integrationInstanceIds || args.integrationInstanceIds.includes(job.integrationInstanceId)) &&
          (!args.integrationDefinitionId || job.integrationDefinitionId === args.integrationDefinitionId),
      );
      return jobsPage(wanted, args);
    },
    integrationEvents(_: unknown, args: PageArguments & { jobId: string; integrationInstanceId: string }) {
      const isTheirs = (job: Job) => job.id === args.jobId && job.integrationInstanceId === args.integrationInstanceId;
      const events = records.jobs.some(isTheirs) ? records.events.filter(({ jobId }) => jobId === args.jobId) : [];
      const { items, pageInfo } = page(events, args);
      return { events: items, pageInfo };
    },
    getAuditEventsForAccount: (_: unknown, args: PageArguments) => page([...records.auditEvents].reverse(), args),
  };
  const jobsOf = (instance: Instance, args: PageArguments & { status?: string | null }) =>
    jobsPage(
      records.jobs.filter((job) => job.integrationInstanceId === instance.id),
      args,
    );
  return { Query, jobsOf };
}
