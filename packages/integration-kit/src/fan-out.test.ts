import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { createHttp, type Http } from '@j1-integrations/provider-http';
import { clientPerExecution } from './execution-config';
import type { Resource } from './failures';
import { forEachParent, type FanOutContext, readOptional } from './fan-out';
import { createEntity } from './entities';
import { prepareSteps, type ClientStep } from './steps';
import { runIntegration } from './testing';

type Config = Record<string, never>;

/** Answers each parent with the status of its name: `ok-1`, `403-x`, `404-y`, `html-404`. */
const server = http.createServer((request, response) => {
  const name = request.url?.split('/').at(-1) ?? '';
  asked.push(name);
  if (name.endsWith('-late')) setTimeout(() => answer(name, response), 60);
  else answer(name, response);
});
function answer(name: string, response: http.ServerResponse) {
  const [status] = name.split('-');
  if (status === 'ok') return response.writeHead(200).end('[]');
  if (status === 'html') return response.writeHead(404, { 'content-type': 'text/html' }).end('<html>');
  if (status === 'scope') return response.writeHead(403, { 'x-missing': 'admin' }).end('{"message":"no"}');
  if (status === 'wait') return response.writeHead(429, { 'retry-after': '9999' }).end('{}');
  return response.writeHead(Number(status)).end('{"message":"because of the test"}');
}
let asked: string[] = [];
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** An integration of one step, which reads a resource of each parent and adds an entity for what it could read. */
async function fanOut(parents: string[], resource: Partial<Resource> = {}, concurrency = 1) {
  asked = [];
  const step: ClientStep<Config, Http> = {
    id: 'fetch-things',
    name: 'Fetch things',
    entities: [{ resourceName: 'Thing', _type: 'acme_thing', _class: 'Record' }],
    relationships: [],
    async executionHandler(context) {
      const named = { name: 'things', permission: 'the role of a reader', ...resource };
      await forEachParent(context, { resource: named, parents, nameOf: (name) => name, concurrency }, async (name) => {
        await context.executionConfig.client.request({ path: `/things/${name}` });
        await context.jobState.addEntity(
          createEntity({ _key: `acme_thing:${name}`, _type: 'acme_thing', _class: 'Record', name }),
        );
      });
    },
  };
  const result = await runIntegration(invocationOf([step]), { config: {} });
  return {
    ...result,
    status: result.steps['fetch-things'],
    read: result.entities.map(({ name }) => name),
    warnings: result.events.filter(({ level }) => level === 'warn'),
    failure: result.events.find(({ name }) => name === 'step_failure')?.description,
  };
}

function invocationOf(steps: ClientStep<Config, Http>[]): IntegrationInvocationConfig<Config> {
  return {
    instanceConfigFields: {},
    loadExecutionConfig: clientPerExecution(() =>
      createHttp({
        baseUrl: url,
        policy: { attempts: 2, backoffBaseSeconds: 0.001 },
        missingScope: (headers) => headers.get('x-missing') ?? undefined,
      }),
    ),
    integrationSteps: prepareSteps(steps),
  };
}

describe.each([402, 403])('%i', (status) => {
  test('on some parents: the others go on, one warning names the first few, and the step succeeds', async () => {
    const refused = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${status}-${name}`);
    const result = await fanOut(['ok-1', ...refused, 'ok-2']);
    expect(result.status).toBe('success');
    expect(result.read).toEqual(['ok-1', 'ok-2']);
    expect(result.warnings).toEqual([
      {
        name: 'warn_missing_permission',
        level: 'warn',
        description:
          `The provider refused the things of 7 of 9 (${refused.slice(0, 5).join(', ')}, and 2 more): ` +
          'it takes: the role of a reader.',
      },
    ]);
  });

  test('on every parent of a required resource: the step fails, so that nothing is deleted', async () => {
    const result = await fanOut([`${status}-a`, `${status}-b`]);
    expect(result.status).toBe('failure');
    expect(result.partialTypes).toEqual(['acme_thing']);
    expect(result.failure).toContain('PROVIDER_AUTHORIZATION_ERROR');
    expect(result.failure).toContain('things of 2 of 2');
  });

  test('on every parent of an optional resource: one warning', async () => {
    const result = await fanOut([`${status}-a`, `${status}-b`], { optional: true });
    expect(result.status).toBe('success');
    expect(result.warnings).toHaveLength(1);
  });
});

test('a refusal that proves that the scope is missing ends the fan-out, and counts for all', async () => {
  const result = await fanOut(['ok-1', 'scope-a', 'ok-2', 'ok-3'], { optional: true });
  expect(asked).toEqual(['ok-1', 'scope-a']);
  expect(result.warnings.map(({ description }) => description)).toEqual([
    'The provider refused the things of 3 of 4 (ok-2, ok-3, scope-a): the token lacks the scope "admin".',
  ]);
});

test('a plain refusal that arrives after it hides neither the scope nor those that were not asked', async () => {
  const result = await fanOut(['403-late', 'scope-a', 'ok-1', 'ok-2', 'ok-3'], { optional: true }, 2);
  expect(result.warnings.map(({ description }) => description)).toEqual([
    'The provider refused the things of 5 of 5 (403-late, ok-1, ok-2, ok-3, scope-a): the token lacks the scope "admin".',
  ]);
});

test('of a feature that a parent may lack, 403 and 404 are counted, and nothing to warn of', async () => {
  const feature = { optional: true, feature: true };
  const result = await fanOut(['403-a', 'ok-1', '404-b'], feature);
  expect(result.status).toBe('success');
  expect(result.read).toEqual(['ok-1']);
  expect(result.warnings).toEqual([]);
  expect(result.log).toContain('2 of 3 do not have the feature: things.');
  // Anything else is what it always is.
  const others = await fanOut(['402-a', 'scope-b', 'ok-1'], feature);
  expect(others.warnings).toHaveLength(1);
  expect((await fanOut(['500-a', '404-b'], feature)).status).toBe('failure');
  expect((await fanOut(['html-404'], feature)).error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR' });
});

describe('404', () => {
  test('on some parents: skipped, in one line of the log', async () => {
    const result = await fanOut(['404-a', 'ok-1', '404-b']);
    expect(result.status).toBe('success');
    expect(result.read).toEqual(['ok-1']);
    expect(result.warnings).toEqual([]);
    expect(result.log.match(/does not know the things of 2 of 3 \(404-a, 404-b\)/g)).toHaveLength(1);
  });

  test('on every parent of a required resource: the step fails', async () => {
    expect((await fanOut(['404-a', '404-b'])).status).toBe('failure');
  });

  test('on every parent of an optional resource: one warning', async () => {
    const result = await fanOut(['404-a', '404-b'], { optional: true });
    expect(result.status).toBe('success');
    expect(result.warnings).toHaveLength(1);
  });

  test("that is not the provider's own JSON is an authentication error", async () => {
    const { error } = await fanOut(['html-404', 'ok-1']);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', fatal: true });
  });
});

test('401 ends the run at once', async () => {
  const { error } = await fanOut(['ok-1', '401-a', 'ok-2']);
  expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
  expect(asked).toEqual(['ok-1', '401-a']);
});

test('401 ends what other steps are asking too: nobody knocks on with credentials that are not accepted', async () => {
  asked = [];
  const stepOf = (id: string, read: (client: Http) => Promise<unknown>): ClientStep<Config, Http> => ({
    id,
    name: id,
    entities: [],
    relationships: [],
    executionHandler: async ({ executionConfig }) => void (await read(executionConfig.client)),
  });
  const { error } = await runIntegration(
    invocationOf([
      stepOf('fetch-refused', (client) => client.request({ path: '/401-late' })),
      stepOf('fetch-many', async (client) => {
        for (let i = 0; i < 200; i++) await client.request({ path: `/ok-${i}-late` });
      }),
    ]),
    { config: {} },
  );
  expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR' });
  expect(asked.length).toBeLessThan(10);
});

test("an error that is not the client's is no cause: nobody knows what hangs off it", async () => {
  const secret = Object.assign(new TypeError('of the test'), { request: { headers: 'canary-of-the-cause' } });
  const step: ClientStep<Config, Http> = {
    id: 'fetch-things',
    name: 'Fetch things',
    entities: [],
    relationships: [],
    executionHandler: (context) =>
      forEachParent(
        context,
        { resource: { name: 'things', permission: 'none' }, parents: ['a'], nameOf: (name) => name },
        () => Promise.reject(secret),
      ),
  };
  const { log, events } = await runIntegration(invocationOf([step]), { config: {} });
  expect(log).toContain('of the test');
  expect(log + JSON.stringify(events)).not.toContain('canary-of-the-cause');
});

test('anything else, after its retries: what the others gave is kept, and one error names the parents', async () => {
  const result = await fanOut(['500-a', 'ok-1', '418-b', '403-c', 'ok-2']);
  expect(result.status).toBe('failure');
  expect(result.read).toEqual(['ok-1', 'ok-2']);
  expect(result.failure).toContain('things of 2 of 5 (418-b, 500-a)');
  expect(result.failure).toContain('answered 500');
  expect(asked.filter((name) => name === '500-a')).toHaveLength(2);
  // What was refused beside it is not lost.
  expect(result.warnings.map(({ description }) => description)).toEqual([expect.stringContaining('403-c')]);
});

test('a rate limit that leaves no time ends the fan-out: nobody is asked while the provider says to wait', async () => {
  const result = await fanOut(['ok-1', 'wait-a', 'ok-2', 'ok-3']);
  expect(asked).toEqual(['ok-1', 'wait-a']);
  expect(result.status).toBe('failure');
  expect(result.failure).toContain('2 more were not asked');
  expect(result.failure).toContain('a wait of 9999 s is due');
});

test('no parents at all is no failure', async () => {
  expect(await fanOut([])).toMatchObject({ status: 'success', warnings: [] });
});

test('parents are read several at once', async () => {
  const result = await fanOut(
    Array.from({ length: 40 }, (_, i) => `ok-${i}`),
    {},
    8,
  );
  expect(result.read).toHaveLength(40);
});

test.each([
  ['403-list', 'warn_missing_permission'],
  ['404-list', 'warn_missing_entity'],
])('an optional list that answers %s is one warning', async (name, warning) => {
  const step: ClientStep<Config, Http> = {
    id: 'fetch-list',
    name: 'Fetch list',
    entities: [],
    relationships: [],
    executionHandler: (context) =>
      readOptional(context, { name: 'list', permission: 'a better plan' }, async () => {
        await context.executionConfig.client.request({ path: `/${name}` });
      }),
  };
  const result = await runIntegration(invocationOf([step]), { config: {} });
  expect(result.steps['fetch-list']).toBe('success');
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ name: warning, description: expect.stringContaining('the list') }),
  ]);
});

test('each step logs its share of the requests when it ends, also when it fails', async () => {
  const ended = await fanOut(['ok-1', 'ok-2']);
  expect(ended.log).toContain('Provider requests: 2 sent, 0 of them again, 0 waits for the rate limit (0.0 s).');
  const failed = await fanOut(['500-a']);
  expect(failed.log).toContain('Provider requests: 2 sent, 1 of them again');
});

describe('steps that run at the same time', () => {
  let reading = 0;
  let most = 0;

  /** A step that asks for something of each parent, one request after the other. */
  const reader = (id: string, parents: string[], fanOut: { last?: boolean; concurrency?: number } = {}) =>
    ({
      id,
      name: id,
      entities: [],
      relationships: [],
      async executionHandler(context) {
        const resource = { name: 'things', permission: 'none' };
        await forEachParent(context, { resource, parents, nameOf: (name) => name, ...fanOut }, async (name) => {
          most = Math.max(most, ++reading);
          for (const page of [1, 2]) await context.executionConfig.client.request({ path: `/${page}/${name}` });
          reading -= 1;
        });
      },
    }) satisfies ClientStep<Config, Http>;
  const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `ok-${prefix}${i}`);

  async function run(...steps: ClientStep<Config, Http>[]) {
    [asked, reading, most] = [[], 0, 0];
    expect((await runIntegration(invocationOf(steps), { config: {} })).partialTypes).toEqual([]);
    return asked.map((name) => name.replace(/^ok-|\d+$/g, ''));
  }

  test('read no more parents together than one would alone', async () => {
    expect(await run(reader('one', named('one', 100)), reader('other', named('other', 100)))).toHaveLength(400);
    expect(most).toBe(24);
  });

  test('what is to come last lets the others go before', async () => {
    const order = await run(reader('people', named('people', 100), { last: true }), reader('apps', named('apps', 100)));
    const before = order.slice(0, order.lastIndexOf('apps')).filter((name) => name === 'people');
    // Those who had their turn before the others came, or while the last of them were read.
    expect(before.length).toBeLessThanOrEqual(2 * 24 + 24);
    expect(order).toHaveLength(400);
  });

  test.each([
    ['a single list', named('list', 1), {}],
    ['lists that come one after the other', named('list', 2), { concurrency: 1 }],
  ])('%s waits for nobody', async (_name, lists, fanOut) => {
    const late = named('parents', 100).map((name) => `${name}-late`);
    const order = await run(reader('parents', late), reader('list', lists, fanOut));
    expect(order.indexOf('list')).toBeLessThan(48);
    expect(order).toHaveLength(200 + 2 * lists.length);
  });
});

test('no further parent is read while the step is writing', async () => {
  let written = () => undefined as void;
  const writing = new Promise<void>((resolve) => (written = resolve));
  const context = { logger: {}, jobState: { hasRoom: () => writing } } as unknown as FanOutContext;
  const read: string[] = [];
  const resource = { name: 'things', permission: 'none' };
  const done = forEachParent(context, { resource, parents: ['a', 'b'], nameOf: (name) => name }, async (name) => {
    read.push(name);
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toEqual([]);
  written();
  await done;
  expect(read).toEqual(['a', 'b']);
});
