import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, pathTo, type Http } from '@j1-integrations/provider-http';
import { clientPerExecution } from './execution-config';
import { forEachParent } from './fan-out';
import { prepareSteps, type ClientStep } from './steps';
import { runIntegration } from './testing';

type Config = Record<string, never>;

const SIZE = 1000;
const REFILL_PER_SECOND = 0.1;

/** Advances only by waits, which end almost at once. Answers in flight arrive before. */
let now = 0;
const clock = {
  now: () => now,
  async sleep(ms: number) {
    const until = now + ms;
    await new Promise((resolve) => setTimeout(resolve, 10));
    now = Math.max(now, until);
  },
};

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Runs one step that sends so many requests. */
async function waiting(requests: number, answer: (response: http.ServerResponse) => void) {
  const server = http.createServer((_request, response) => answer(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const step: ClientStep<Config, Http> = {
    id: 'fetch-things',
    name: 'Fetch things',
    entities: [],
    relationships: [],
    async executionHandler(context) {
      const resource = { name: 'things', endpoint: '/things', permission: 'none' };
      const parents = Array.from({ length: requests }, (_, i) => `${i}`);
      await forEachParent(context, { resource, parents, nameOf: (name) => name }, async (name) => {
        await context.executionConfig.client.request({ path: pathTo`/things/${name}` });
      });
    },
  };
  const rateLimit = { remaining: 'x-left', size: SIZE, refillPerSecond: REFILL_PER_SECOND };
  const result = await runIntegration(
    {
      instanceConfigFields: {},
      loadExecutionConfig: clientPerExecution(() => createHttp({ baseUrl, rateLimit, clock })),
      integrationSteps: prepareSteps([step]),
    },
    { config: {} },
  );
  expect(result.steps['fetch-things']).toBe('success');
  return { log: result.log, warnings: result.events.filter(({ level }) => level === 'warn') };
}

/** A rate limit with `left` requests at the start. */
function poolWith(left: number) {
  let tokens = left;
  let at = now;
  return (response: http.ServerResponse) => {
    tokens = Math.min(SIZE, tokens + ((now - at) / 1000) * REFILL_PER_SECOND) - 1;
    at = now;
    // By then, the provider has counted all requests in flight.
    setTimeout(() => response.setHeader('x-left', String(Math.floor(tokens))).end('[]'), 4);
  };
}

test('a wait for our own share of the rate limit is not a warning', async () => {
  const { log, warnings } = await waiting(80, poolWith(140));
  expect(log).toContain('this run has used its share of the rate limit');
  expect(log).not.toContain('Others use the same rate limit');
  expect(warnings).toEqual([]);
});

test('a wait of more than five minutes is one warning if others use the reserve', async () => {
  const { log, warnings } = await waiting(40, (response) => {
    response.setHeader('x-left', '5');
    response.end('[]');
  });
  expect(log.match(/Others use the same rate limit/g)!.length).toBeGreaterThanOrEqual(2);
  expect(warnings).toEqual([
    expect.objectContaining({ description: expect.stringMatching(/^Others use .* \d+ of 1000 requests are left/) }),
  ]);
});

test('a 429 with more than five minutes is a warning', async () => {
  let asked = 0;
  const { warnings } = await waiting(2, (response) => {
    if (asked++ === 0) response.writeHead(429, { 'retry-after': '400' });
    response.end('[]');
  });
  expect(warnings).toEqual([
    expect.objectContaining({ description: expect.stringContaining('Waiting 7 minutes: the provider answered 429') }),
  ]);
});
