import { type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import { systemClock } from '@j1-integrations/provider-http';
import { createOperations, type Operations } from '../client';
import { startServer } from './server';

export const QUICK = {
  policy: { backoffBaseSeconds: 0.1, headersSeconds: 1.5, pauseBaseSeconds: 0.1 },
  clock: { now: () => Date.now(), sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 10, signal) },
};

export function useClient() {
  let server: LocalJupiterOne;
  let jupiterone: Operations;

  beforeAll(async () => {
    server = await startServer();
    jupiterone = createOperations(server, QUICK);
  });
  afterEach(() => server.faults.clear());
  afterAll(async () => {
    jupiterone.close();
    await server.close();
  });

  return {
    get server() {
      return server;
    },
    get jupiterone() {
      return jupiterone;
    },
    stored: (id: string) => server.records.instances.find((each) => each.id === id)!,
    jobsOf: (id: string) => server.records.jobs.filter((job) => job.integrationInstanceId === id),
  };
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
