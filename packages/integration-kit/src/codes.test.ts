import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, paginate, pathTo, type Http } from '@j1-integrations/provider-http';
import { createEntity } from './entities';
import { clientPerExecution } from './execution-config';
import { forEachParent, readList } from './fan-out';
import { prepareInvocation, prepareSteps, type ClientStep } from './steps';
import { runIntegration } from './testing';

type Config = Record<string, never>;
type Answer = (response: http.ServerResponse) => unknown;

const page = (status: number): Answer => {
  return (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><title>Stop</title></html>');
};
const said = (status: number, words = 'no', headers: http.OutgoingHttpHeaders = {}): Answer => {
  return (response) => response.writeHead(status, headers).end(JSON.stringify({ id: 'why', message: words }));
};

/** All that a provider can answer but what was due; 401 and its like end a run, and have runs of their own. */
const ANSWERS: Record<string, Answer> = {
  ...Object.fromEntries([400, 402, 403, 404, 408, 409, 410, 422, 451, 500, 503].map((code) => [`${code}`, said(code)])),
  ...Object.fromEntries([200, 402, 403, 404, 410, 500].map((code) => [`page-${code}`, page(code)])),
  suspended: said(403, 'Your account is suspended'),
  feature: said(403, 'The feature is not enabled'),
  permission: said(403, 'You lack the permission'),
  scope: said(403, 'no', { 'x-scopes': 'read' }),
  redirect: said(302, 'no', { location: 'https://elsewhere.example.com/' }),
  'redirect-nowhere': said(302, 'no', { location: 'http://[' }),
  empty: (response) => response.writeHead(200).end(),
  cut: (response) => response.writeHead(200, { 'content-length': 100 }).write('[1,', () => response.destroy()),
  reset: (response) => response.destroy(),
  silent: () => undefined,
  limit: said(429, 'no', { 'retry-after': '9999' }),
  large: (response) => response.writeHead(200).end(JSON.stringify('x'.repeat(5000))),
};

const server = http.createServer((request, response) => {
  const name = request.url?.split('/').at(-1) ?? '';
  if (name === 'ok') return response.end('[]');
  return ANSWERS[name](response);
});
let baseUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Read = (client: Http, name: string) => Promise<unknown>;

/** What goes wrong before anything is asked, or after a good answer. */
const OTHERS: Record<string, Read> = {
  'an id that is none': async (client) => client.request({ path: pathTo`/things/${'..'}` }),
  'another host': async (client) => client.request({ path: new URL('https://elsewhere.example.com/') }),
  'a header that cannot be sent': async (client) => client.request({ path: pathTo`/ok`, headers: { 'x-a': 'a\nb' } }),
  'an answer that was not due': async (client) => {
    throw (await client.request({ path: pathTo`/ok` })).unusable('answered no list');
  },
  'a name that is no text': async () => {
    const name = 5 as unknown as string;
    return createEntity({ _key: 'acme_thing:1', _type: 'acme_thing', _class: 'Record', name });
  },
  'a list without an end': async () => {
    const items = paginate(() => Promise.resolve({ items: [], next: 1 }), { endpoint: '/things' });
    for await (const item of items) void item;
  },
};

const ask: Read = (client, name) => client.request({ path: pathTo`/${name}` });

/** Every way in which a step can read. */
const WAYS: Record<string, (read: Read, name: string) => ClientStep<Config, Http>['executionHandler']> = {
  itself: (read, name) => async (context) => void (await read(context.executionConfig.client, name)),
  list: (read, name) => (context) =>
    readList(context, { name: 'things', endpoint: '/things', permission: 'none' }, async () => {
      await read(context.executionConfig.client, name);
    }),
  parents: (read, name) => (context) =>
    forEachParent(
      context,
      { resource: { name: 'things', endpoint: '/things', permission: 'none' }, parents: [1, 2], nameOf: String },
      async () => void (await read(context.executionConfig.client, name)),
    ),
};

const READS: [string, Read][] = [
  ...Object.keys(ANSWERS).map((name): [string, Read] => [name, ask]),
  ...Object.entries(OTHERS),
];

async function run(steps: ClientStep<Config, Http>[], validate: (client: Http) => Promise<unknown>) {
  const result = await runIntegration<Config>(
    {
      instanceConfigFields: {},
      loadExecutionConfig: clientPerExecution(() =>
        createHttp({
          baseUrl,
          policy: { attempts: 2, backoffBaseSeconds: 0.001, headersSeconds: 1, bodyBytes: 1000 },
          scopes: (headers) => (headers.get('x-scopes') ? { has: ['read'], takes: ['admin'] } : undefined),
        }),
      ),
      validateInvocation: prepareInvocation<Config, Http, void>(
        async ({ executionConfig }) => void (await validate(executionConfig.client)),
      ),
      integrationSteps: prepareSteps(steps),
    },
    { config: {} },
  );
  return { ...result, words: result.events.map(({ description }) => description).join('\n') };
}

test('every error of ours that ends a step has a code, and words for the user', async () => {
  const steps = READS.flatMap(([name, read]) =>
    Object.entries(WAYS).map(([way, handlerOf]): ClientStep<Config, Http> => ({
      id: `${way}: ${name}`,
      name,
      entities: [],
      relationships: [],
      executionHandler: handlerOf(read, name),
    })),
  );
  const result = await run(steps, (client) => client.request({ path: pathTo`/ok` }));
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['failure']));
  expect(result.words).not.toMatch(/unexpected error|UNEXPECTED|undefined|\[object/i);
  expect(result.events.filter(({ name }) => name === 'step_failure')).toHaveLength(steps.length);
});

test.each([...READS.map(([name, read]) => [name, read] as const), ['401', ask] as const])(
  'nor is the end of a run a defect: %s',
  async (name, read) => {
    ANSWERS['401'] ??= said(401);
    const { error, words } = await run([], (client) => read(client, name));
    expect(error).toMatchObject({ code: expect.stringMatching(/^PROVIDER_/) });
    expect(words).not.toMatch(/unexpected error|UNEXPECTED/i);
  },
);
