import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { createHttp, pathTo, type Http } from '@j1-integrations/provider-http';
import { clientPerExecution } from './execution-config';
import type { Resource } from './failures';
import { forEachParent, type FanOutContext, readList } from './fan-out';
import { createEntity } from './entities';
import { prepareSteps, type ClientStep } from './steps';
import { runIntegration } from './testing';

type Config = Record<string, never>;

/** Answers as the parent's name says: `ok-1`, `403-x`, `402-y`, `html404-z`, `said403:the words`. */
const server = http.createServer((request, response) => {
  const name = request.url?.split('/').at(-1) ?? '';
  asked.push(name);
  if (name.endsWith('-late')) setTimeout(() => answer(name, response), 60);
  else answer(name, response);
});
function answer(name: string, response: http.ServerResponse) {
  const [status] = name.split('-');
  if (status === 'ok') return response.writeHead(200).end('[]');
  if (status.startsWith('html')) {
    const page = '<html><head><title>Blocked by the gateway</title></head></html>';
    return response.writeHead(Number(status.slice(4)), { 'content-type': 'text/html' }).end(page);
  }
  if (status.startsWith('said')) {
    const [code, message] = decodeURIComponent(name.slice(4)).split(':');
    return response.writeHead(Number(code)).end(JSON.stringify({ id: 'refused', message }));
  }
  if (status === 'silent') return undefined;
  if (status === 'scope')
    return response.writeHead(403, { 'x-has': 'read', 'x-takes': 'admin' }).end('{"message":"no"}');
  if (status === 'wait') return response.writeHead(429, { 'retry-after': '9999' }).end('{}');
  return response.writeHead(Number(status)).end('{"message":"You may not."}');
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

/** Runs a step that adds an entity for each parent that it can read. */
async function fanOut(parents: string[], resource: Partial<Resource> = {}, atOnce = 1, { continues = false } = {}) {
  asked = [];
  const step: ClientStep<Config, Http> = {
    id: 'fetch-things',
    name: 'Fetch things',
    entities: [{ resourceName: 'Thing', _type: 'acme_thing', _class: 'Record' }],
    relationships: [],
    async executionHandler(context) {
      const named = { name: 'things', endpoint: '/things', permission: 'the role of a reader', ...resource };
      await forEachParent(context, { resource: named, parents, nameOf: (name) => name, atOnce }, async (name) => {
        await context.executionConfig.client.request({ path: pathTo`/things/${name}`, continues });
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

/** @param headersSeconds more than a busy machine pauses */
function invocationOf(steps: ClientStep<Config, Http>[], headersSeconds = 0.3): IntegrationInvocationConfig<Config> {
  return {
    instanceConfigFields: {},
    loadExecutionConfig: clientPerExecution(() =>
      createHttp({
        baseUrl: url,
        policy: { attempts: 2, backoffBaseSeconds: 0.001, headersSeconds },
        scopes: (headers) => {
          const [has, takes] = [headers.get('x-has'), headers.get('x-takes')];
          return has && takes ? { has: [has], takes: [takes] } : undefined;
        },
      }),
    ),
    integrationSteps: prepareSteps(steps),
  };
}

describe('403 in the words of the provider', () => {
  test('from some parents is one warning with their names and the reason, and the step succeeds', async () => {
    const refused = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `403-${name}`);
    const result = await fanOut(['ok-1', ...refused, 'ok-2']);
    expect(result.status).toBe('success');
    expect(result.read).toEqual(['ok-1', 'ok-2']);
    expect(result.warnings).toEqual([
      {
        name: 'warn_missing_permission',
        level: 'warn',
        description: `The provider refused the things of 7 of 9 (${refused.slice(0, 5).join(', ')}, and 2 more): 403 You may not.`,
      },
    ]);
  });

  test('from every parent of a required resource fails the step, so that nothing is deleted', async () => {
    const result = await fanOut(['403-a', '403-b']);
    expect(result.status).toBe('failure');
    expect(result.partialTypes).toEqual(['acme_thing']);
    expect(result.failure).toContain('PROVIDER_AUTHORIZATION_ERROR');
    expect(result.failure).toContain('things of 2 of 2');
    expect(result.failure).toContain('403 You may not');
  });

  test('from every parent of an optional resource is one warning', async () => {
    const result = await fanOut(['403-a', '403-b'], { presence: 'optional' });
    expect(result.status).toBe('success');
    expect(result.warnings).toHaveLength(1);
  });

  test('about a permission names the required one', async () => {
    const { warnings } = await fanOut(['said403:You lack the permission.', 'ok-1']);
    expect(warnings[0]?.description).toContain('403 refused: You lack the permission. Required: the role of a reader.');
  });
});

describe('a temporary refusal', () => {
  test.each([
    'said402:This team is delinquent. Please pay your balance.',
    'said403:This team has been suspended.',
    'said403:A second authentication factor is required.',
    'said403:Must login via SSO',
    'said403:Your IP address is not allowed',
    'said403:You are over quota',
  ])('%s fails the step with these words, after the other parents were read', async (name) => {
    for (const presence of ['required', 'optional', 'feature'] as const) {
      const result = await fanOut(['ok-1', name, 'ok-2'], { presence });
      expect(result.status).toBe('failure');
      expect(result.read).toEqual(['ok-1', 'ok-2']);
      expect(result.partialTypes).toEqual(['acme_thing']);
      expect(result.failure).toContain(name.slice(8).replace(/\.$/, ''));
      expect(result.failure).not.toContain('Required');
      expect(result.failure).not.toContain('Unexpected error');
    }
  });
});

describe("a refusal that is not in the provider's words", () => {
  test.each(['html403', 'html404', 'html410', 'html402'])('%s is retried once, and fails the step', async (status) => {
    const result = await fanOut(['ok-1', `${status}-a`, 'ok-2'], { presence: 'optional' });
    expect(result.status).toBe('failure');
    expect(result.read).toEqual(['ok-1', 'ok-2']);
    expect(result.failure).toContain('Blocked by the gateway');
    expect(asked.filter((name) => name === `${status}-a`)).toHaveLength(2);
  });

  test.each(['html403', 'html404'])('%s ends the run before the first success', async (status) => {
    const { error } = await fanOut([`${status}-a`, 'ok-1']);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', fatal: true });
    expect(error?.message).toContain('Blocked by the gateway');
  });
});

test('a refusal that proves a missing scope stops the fan-out, and counts for all parents', async () => {
  const result = await fanOut(['ok-1', 'scope-a', 'ok-2', 'ok-3'], { presence: 'optional' });
  expect(asked).toEqual(['ok-1', 'scope-a']);
  expect(result.warnings.map(({ description }) => description)).toEqual([
    'The provider refused the things of 3 of 4 (ok-2, ok-3, scope-a): 403 no. The token lacks the scope "admin".',
  ]);
});

test('a plain refusal does not hide the missing scope of another one', async () => {
  const result = await fanOut(['403-late', 'scope-a', 'ok-1', 'ok-2', 'ok-3'], { presence: 'optional' }, 2);
  expect(result.warnings.map(({ description }) => description)).toEqual([
    'The provider refused the things of 5 of 5 (403-late, ok-1, ok-2, ok-3, scope-a): 403 no; 403 You may not. The token lacks the scope "admin".',
  ]);
});

test('the log counts parents that lack a feature; a plain refusal is a warning', async () => {
  const feature = { presence: 'feature' } as const;
  const lacks = ['404-b', 'said403:The feature is not enabled', 'said402:Account does not have the ability'];
  const result = await fanOut(['ok-1', ...lacks], feature);
  expect(result.status).toBe('success');
  expect(result.read).toEqual(['ok-1']);
  expect(result.warnings).toEqual([]);
  expect(result.log).toContain('Not available for 3 of 4: things.');
  expect((await fanOut(['404-a', '404-b'], feature)).log).toContain('Not available for 2 of 2: things.');
  expect((await fanOut(['403-a', 'scope-b', 'ok-1'], feature)).warnings).toHaveLength(1);
  expect((await fanOut(['500-a', '404-b'], feature)).status).toBe('failure');
});

test.each(['400-a', '403-a', '404-a', '410-a'])(
  '%s in the middle of a list fails the step, also for an optional resource',
  async (name) => {
    for (const presence of ['optional', 'feature'] as const) {
      const result = await fanOut(['ok-1', name], { presence }, 1, { continues: true });
      expect(result.status).toBe('failure');
      expect(result.warnings).toEqual([]);
    }
  },
);

describe.each([404, 410])('%i in the words of the provider', (status) => {
  test('for some parents is one line of the log', async () => {
    const result = await fanOut([`${status}-a`, 'ok-1', `${status}-b`]);
    expect(result.status).toBe('success');
    expect(result.read).toEqual(['ok-1']);
    expect(result.warnings).toEqual([]);
    expect(result.log).toContain(`did not find the things of 2 of 3 (${status}-a, ${status}-b)`);
  });

  test('for every parent of a required resource fails the step', async () => {
    expect((await fanOut([`${status}-a`, `${status}-b`])).status).toBe('failure');
  });

  test('for every parent of an optional resource is one warning', async () => {
    const result = await fanOut([`${status}-a`, `${status}-b`], { presence: 'optional' });
    expect(result.status).toBe('success');
    expect(result.warnings).toHaveLength(1);
  });
});

test('401 ends the run at once', async () => {
  const { error } = await fanOut(['ok-1', '401-a', 'ok-2']);
  expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
  expect(asked).toEqual(['ok-1', '401-a']);
});

test('401 ends the requests of other steps too', async () => {
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
      stepOf('fetch-refused', (client) => client.request({ path: pathTo`/401-late` })),
      stepOf('fetch-many', async (client) => {
        for (let i = 0; i < 200; i++) await client.request({ path: pathTo`/ok-${i}-late` });
      }),
    ]),
    { config: {} },
  );
  expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR' });
  expect(asked.length).toBeLessThan(10);
});

test('an unexpected error is not shown, because it may contain a secret', async () => {
  const secret = Object.assign(new TypeError('of the test'), { request: { headers: 'canary-of-the-cause' } });
  const step: ClientStep<Config, Http> = {
    id: 'fetch-things',
    name: 'Fetch things',
    entities: [],
    relationships: [],
    executionHandler: (context) =>
      forEachParent(
        context,
        {
          resource: { name: 'things', endpoint: '/things', permission: 'none' },
          parents: ['a'],
          nameOf: (name) => name,
        },
        () => Promise.reject(secret),
      ),
  };
  const { log, events } = await runIntegration(invocationOf([step]), { config: {} });
  expect(log).toContain('of the test');
  expect(log + JSON.stringify(events)).not.toContain('canary-of-the-cause');
});

test('any other failure fails the step after its retries, names the parents, and keeps the results of the others', async () => {
  const result = await fanOut(['500-a', 'ok-1', '418-b', '403-c', 'ok-2']);
  expect(result.status).toBe('failure');
  expect(result.read).toEqual(['ok-1', 'ok-2']);
  expect(result.failure).toContain('things of 2 of 5 (418-b, 500-a)');
  expect(result.failure).toContain('500 You may not');
  expect(asked.filter((name) => name === '500-a')).toHaveLength(2);
  expect(result.warnings.map(({ description }) => description)).toEqual([expect.stringContaining('403-c')]);
});

test('control characters and line breaks are removed from the name of a parent', async () => {
  const name = `403-\u001b]8;;http://evil.example\u0007x\u001b[2J\n\u202eERROR ${'x'.repeat(3000)}`;
  const { warnings, log } = await fanOut(['ok-1', name]);
  expect(warnings[0]?.description).toMatch(/things of 1 of 2 \(403- x ERROR x+…\): 403 You may not\.$/);
  expect(warnings[0]?.description.length).toBeLessThan(300);
  expect(log).not.toContain('evil.example');
});

test('the fan-out stops after five timeouts in a row', async () => {
  const silent = Array.from({ length: 40 }, (_, i) => `silent-${i}`);
  const result = await fanOut(['ok-1', ...silent], {}, 5);
  expect(result.status).toBe('failure');
  expect(new Set(asked).size).toBeLessThan(15);
  expect(result.failure).toContain('were not asked, because too many in a row timed out');
  expect(result.failure).toContain('sent no headers within 0.3 s');
  // The SDK logs a promise that rejects twice.
  expect(result.log).not.toContain('multipleResolves');
});

test('a wait that is too long stops the fan-out', async () => {
  const result = await fanOut(['ok-1', 'wait-a', 'ok-2', 'ok-3']);
  expect(asked).toEqual(['ok-1', 'wait-a']);
  expect(result.status).toBe('failure');
  expect(result.failure).toContain('2 more were not asked');
  expect(result.failure).toContain('a wait of 9999 s is due');
});

test('a fan-out without parents succeeds', async () => {
  expect(await fanOut([])).toMatchObject({ status: 'success', warnings: [] });
});

test('several parents are read at once', async () => {
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
])('%s for an optional list is one warning', async (name, warning) => {
  const step: ClientStep<Config, Http> = {
    id: 'fetch-list',
    name: 'Fetch list',
    entities: [],
    relationships: [],
    executionHandler: (context) =>
      readList(
        context,
        { name: 'list', endpoint: '/things', permission: 'a better plan', presence: 'optional' },
        async () => {
          await context.executionConfig.client.request({ path: pathTo`/${name}` });
        },
      ),
  };
  const result = await runIntegration(invocationOf([step]), { config: {} });
  expect(result.steps['fetch-list']).toBe('success');
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ name: warning, description: expect.stringContaining('the list') }),
  ]);
});

test('each step logs its requests, also if it fails', async () => {
  const ended = await fanOut(['ok-1', 'ok-2']);
  expect(ended.log).toContain('Provider requests: 2 sent (0 were retries), 0 waits for the rate limit (0.0 s).');
  const failed = await fanOut(['500-a']);
  expect(failed.log).toContain('Provider requests: 2 sent (1 were retries)');
});

describe('steps that run at the same time', () => {
  let reading = 0;
  let most = 0;

  /** A step that sends two requests for each parent. */
  const reader = (id: string, parents: string[], fanOut: { last?: boolean; atOnce?: number } = {}) =>
    ({
      id,
      name: id,
      entities: [],
      relationships: [],
      async executionHandler(context) {
        const resource = { name: 'things', endpoint: '/things', permission: 'none' };
        await forEachParent(context, { resource, parents, nameOf: (name) => name, ...fanOut }, async (name) => {
          most = Math.max(most, ++reading);
          for (const page of [1, 2]) await context.executionConfig.client.request({ path: pathTo`/${page}/${name}` });
          reading -= 1;
        });
      },
    }) satisfies ClientStep<Config, Http>;
  const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `ok-${prefix}${i}`);

  async function run(...steps: ClientStep<Config, Http>[]) {
    [asked, reading, most] = [[], 0, 0];
    expect((await runIntegration(invocationOf(steps, 10), { config: {} })).partialTypes).toEqual([]);
    return asked.map((name) => name.replace(/^ok-|\d+$/g, ''));
  }

  test('together read no more parents at once than one step alone', async () => {
    expect(await run(reader('one', named('one', 100)), reader('other', named('other', 100)))).toHaveLength(400);
    // All turns, and the one parent that each fan-out may always read.
    expect(most).toBeLessThanOrEqual(25);
    expect(most).toBeGreaterThan(16);
  });

  test('let a fan-out with `last` read after the others', async () => {
    const order = await run(reader('people', named('people', 100), { last: true }), reader('apps', named('apps', 100)));
    const before = order.slice(0, order.lastIndexOf('apps')).filter((name) => name === 'people');
    // People that were read before the first app, or during the last ones.
    expect(before.length).toBeLessThanOrEqual(2 * 24 + 24);
    expect(order).toHaveLength(400);
  });

  test.each([
    ['a single list', named('list', 1), {}],
    ['lists that come one after the other', named('list', 2), { atOnce: 1 }],
  ])('do not delay %s', async (_name, lists, fanOut) => {
    const late = named('parents', 100).map((name) => `${name}-late`);
    const order = await run(reader('parents', late), reader('list', lists, fanOut));
    expect(order.indexOf('list')).toBeLessThan(48);
    expect(order).toHaveLength(200 + 2 * lists.length);
  });
});

test('a fan-out inside another one does not block it', async () => {
  const things: ClientStep<Config, Http> = {
    id: 'fetch-things',
    name: 'Fetch things',
    entities: [],
    relationships: [],
    async executionHandler(context) {
      const named = (name: string) => ({ name, endpoint: '/things', permission: 'none' });
      const parents = Array.from({ length: 30 }, (_, i) => `ok-${i}`);
      await forEachParent(context, { resource: named('parents'), parents, nameOf: String }, async (parent) => {
        const children = { resource: named('children'), parents: ['a', 'b'], nameOf: String, last: parent === 'ok-7' };
        await forEachParent(context, children, async (child) => {
          await context.executionConfig.client.request({ path: pathTo`/${parent}-${child}` });
        });
      });
    },
  };
  asked = [];
  const { steps } = await runIntegration(invocationOf([things]), { config: {} });
  expect(steps).toEqual({ 'fetch-things': 'success' });
  expect(new Set(asked).size).toBe(60);
});

test('no further parent is read during a write', async () => {
  let written = () => undefined as void;
  const writing = new Promise<void>((resolve) => (written = resolve));
  const client = createHttp({ baseUrl: url });
  const context = {
    logger: {},
    jobState: { waitForWrites: () => writing },
    executionConfig: { client },
  } as unknown as FanOutContext;
  const read: string[] = [];
  const resource = { name: 'things', endpoint: '/things', permission: 'none' };
  const done = forEachParent(context, { resource, parents: ['a', 'b'], nameOf: (name) => name }, async (name) => {
    read.push(name);
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toEqual([]);
  written();
  await done;
  expect(read).toEqual(['a', 'b']);
});
