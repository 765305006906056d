import { type AddressInfo } from 'node:net';
import { createApi } from './api';
import { createFaults, type Faults } from './faults';
import { createGraphQL } from './graphql';
import { createJobs } from './jobs';
import { createListener } from './listener';
import { createBuckets, JUPITERONE_LIMITS, type RateLimit } from './rate-limit';
import { createRecords, type Records } from './records';
import { createRuns, definitionOf, type RunnableIntegration } from './runs';
import { createSynchronization, type Synchronization } from './synchronization';

export { type Fault, type Faults } from './faults';
export { type GraphObject } from './graph';
export { type AuditEvent, type Definition, type Instance, type Job, type JobEvent, type Records } from './records';
export { type RunnableIntegration } from './runs';

export interface LocalJupiterOneOptions {
  integrations?: RunnableIntegration[];
  port?: number;
  account?: string;
  apiKey?: string;
  /** The time to write the graph after an upload. Default: 1. */
  persistSeconds?: number;
  /** A longer run is killed. Default: 900. */
  runSeconds?: number;
  /** Default 100. */
  maxPageSize?: number;
  /** Default: JupiterOne's limits. */
  rateLimit?: RateLimit;
  /** Milliseconds since 1970. Default: the system clock. */
  now?: () => number;
}

export interface LocalJupiterOne {
  /** Serves GraphQL at `/` and `/graphql`, and the synchronization API at `/persister/synchronization/jobs`. */
  url: string;
  account: string;
  apiKey: string;
  /** A test may change them. */
  records: Records;
  faults: Faults;
  /** The graph of an instance, or of the scope of an `api` source. */
  graphOf: Synchronization['graphOf'];
  /** Stops the server and every process that it started. */
  close(): Promise<void>;
}

export async function startLocalJupiterOne(options: LocalJupiterOneOptions = {}): Promise<LocalJupiterOne> {
  const { account = 'local-account', apiKey = 'local-api-key', persistSeconds = 1, integrations = [] } = options;
  const records = createRecords(await Promise.all(integrations.map(definitionOf)), options.now ?? Date.now);
  const jobs = createJobs(records);
  const faults = createFaults();
  const synchronization = createSynchronization(records, jobs, persistSeconds);
  let url = '';
  const runs = createRuns({
    records,
    jobs,
    synchronization,
    integrations,
    seconds: options.runSeconds ?? 900,
    jupiterone: () => ({ url, account, apiKey }),
  });
  const maxPageSize = options.maxPageSize ?? 100;
  const answerGraphQL = createGraphQL({ records, jobs, account, maxPageSize, runs, synchronization });
  const server = createListener({
    ...createApi({ account, apiKey, faults, synchronization, answerGraphQL }),
    faults,
    spend: createBuckets(options.rateLimit ? [options.rateLimit] : JUPITERONE_LIMITS, records.now),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    account,
    apiKey,
    records,
    faults,
    graphOf: (scope) => synchronization.graphOf(scope),
    async close() {
      await runs.close();
      synchronization.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
