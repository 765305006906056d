import { type AddressInfo } from 'node:net';
import { operationsSchema } from '@j1-integrations/operations/schema';
import { createSchema, createYoga } from 'graphql-yoga';
import {
  isAddressed,
  isFaultDesk,
  isGraphQL,
  isKnown,
  isSynchronization,
  namesOf,
  refusal,
  synchronizationParts,
} from './calls';
import { createFaults, type Fault, type Faults } from './faults';
import { createJobs } from './jobs';
import { createListener, json, type Answer, type Call } from './listener';
import { createBuckets, JUPITERONE_LIMITS, type RateLimit } from './rate-limit';
import { createRecords, type Records } from './records';
import { createResolvers } from './resolvers';
import { createRuns, definitionOf, type RunnableIntegration } from './runs';
import { createSynchronization, type Synchronization } from './synchronization';
import { SynchronizationError, type Fields } from './uploads';

export { type Fault, type Faults } from './faults';
export { type GraphObject } from './graph';
export { type AuditEvent, type Definition, type Instance, type Job, type JobEvent, type Records } from './records';
export { type RunnableIntegration } from './runs';

export interface LocalJupiterOneOptions {
  integrations?: RunnableIntegration[];
  /** Default: a free one. */
  port?: number;
  account?: string;
  apiKey?: string;
  /** How long the graph takes to be written after an upload. Default 1. */
  persistSeconds?: number;
  /** After which a run is ended. Default 900. */
  runSeconds?: number;
  /** Default 100. */
  maxPageSize?: number;
  /** Default: JupiterOne's, 1000 tokens a minute of a key, and 2000 in two minutes of the account. */
  rateLimit?: RateLimit;
  /** In milliseconds since 1970. Default: the system's. */
  now?: () => number;
}

export interface LocalJupiterOne {
  /** Answers GraphQL at `/` and at `/graphql`, and the synchronization API below `/persister/synchronization/jobs`. */
  url: string;
  account: string;
  apiKey: string;
  /** What the server knows, to be looked at and added to. */
  records: Records;
  faults: Faults;
  /** What has been persisted for an instance, or for the scope of an `api` source. */
  graphOf: Synchronization['graphOf'];
  /** Ends the server and every process that it started. */
  close(): Promise<void>;
}

/** Starts a server on the loopback interface that answers like JupiterOne's API. */
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
  const resolvers = createResolvers({
    records,
    jobs,
    account,
    maxPageSize: options.maxPageSize ?? 100,
    runs,
    synchronization,
  });
  const yoga = createYoga({
    schema: createSchema({ typeDefs: operationsSchema, resolvers }),
    logging: false,
    graphiql: false,
  });

  async function answerGraphQL({ method, headers, body }: Call): Promise<Answer> {
    const response = await yoga.fetch('http://localhost/graphql', {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'text/plain', accept: 'application/json' },
      body: method === 'POST' ? body : undefined,
    });
    return { status: response.status, body: await response.text() };
  }

  function orderFault({ body }: Call): Answer {
    faults.add(JSON.parse(body) as Fault);
    return json(200, {});
  }

  const server = createListener({
    faults,
    spend: createBuckets(options.rateLimit ? [options.rateLimit] : JUPITERONE_LIMITS, records.now),
    namesOf,
    // The rate limit is that of GraphQL, where every root field costs one.
    costOf: (call) => (isSynchronization(call) ? 0 : Math.max(1, namesOf(call).length)),
    refuse(call) {
      if (!isAddressed(call)) return refusal(call, 403, 'FORBIDDEN', 'The Host header is not that of this machine');
      return isKnown(call, account, apiKey) ? undefined : refusal(call, 401, 'UNAUTHORIZED', 'Unauthorized');
    },
    tooMany: (call) => refusal(call, 429, 'TOO_MANY_REQUESTS', 'Too Many Requests'),
    async handle(call) {
      synchronization.endSilent();
      if (isFaultDesk(call)) return orderFault(call);
      if (isSynchronization(call)) return answerSynchronization(call, synchronization);
      return isGraphQL(call) ? answerGraphQL(call) : refusal(call, 404, 'NOT_FOUND', `There is no ${call.path} here`);
    },
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

function answerSynchronization(call: Call, synchronization: Synchronization): Answer {
  try {
    const body: unknown = call.body ? JSON.parse(call.body) : {};
    if (typeof body !== 'object' || body === null) throw new SyntaxError('not an object');
    return json(200, synchronization.handle(call.method, ...synchronizationParts(call), body as Fields));
  } catch (error) {
    if (error instanceof SynchronizationError) return refusal(call, error.status, error.code, error.message);
    if (error instanceof SyntaxError) return refusal(call, 400, 'BAD_REQUEST', 'The body is not a JSON object');
    throw error;
  }
}
