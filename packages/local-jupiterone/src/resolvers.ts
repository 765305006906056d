import { isFinished } from '@j1-integrations/operations/job-health';
import { type Jobs } from './jobs';
import { createMutations } from './mutations';
import { createQueries, type PageArguments } from './queries';
import { masked, type Definition, type Instance, type Job, type Records } from './records';
import { type Runs } from './runs';

interface Options {
  records: Records;
  jobs: Jobs;
  account: string;
  maxPageSize: number;
  runs: Runs;
  synchronization: Parameters<typeof createMutations>[0]['synchronization'];
}

export function createResolvers({
  records,
  jobs,
  account,
  maxPageSize,
  runs,
  synchronization,
}: Options): Record<string, object> {
  const { Query, jobsOf } = createQueries(records, maxPageSize);
  const definition = (id?: string) => records.definitions.find((each) => each.id === id);
  const instancesOf = (id: string) => records.instances.filter((each) => each.integrationDefinitionId === id);

  return {
    Query,
    Mutation: createMutations({ records, jobs, account, runs, synchronization }),
    IntegrationInstance: {
      instanceRelationship: () => 'STANDALONE',
      integrationDefinition: (of: Instance) => definition(of.integrationDefinitionId),
      config: (of: Instance) => masked(of, definition(of.integrationDefinitionId)),
      jobs: (of: Instance, args: PageArguments & { status?: string | null }) => jobsOf(of, args),
    },
    IntegrationDefinition: {
      totalInstanceCount: ({ id }: Definition) => instancesOf(id).length,
      integrationPlatformFeatures: ({ ingestionSourcesConfig }: Definition) => ({
        supportsChildInstances: false,
        supportsCollectors: false,
        supportsIngestionSourcesConfig: ingestionSourcesConfig.length > 0,
      }),
    },
    IntegrationJob: {
      integrationInstance: (job: Job) => records.instances.find(({ id }) => id === job.integrationInstanceId),
      integrationDefinition: (job: Job) => definition(job.integrationDefinitionId),
      endDate: (job: Job) => (isFinished(job) ? job.endDate : null),
    },
  };
}
