import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createHttp, paginate, pathTo, type Http } from '@j1-integrations/provider-http';
import { createCA, createCert } from 'mkcert';
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

/** Wrong answers that do not end a run. 401 has its own test. */
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
/** A company's proxy. It answers with the status in the host's name, or not at all. */
const proxy = http.createServer().on('connect', ({ url }: http.IncomingMessage, socket) => {
  const [status] = (url ?? '').split('.');
  if (status !== 'silent') socket.end(status === 'closed' ? '' : `HTTP/1.1 ${status} No\r\n\r\n`);
});

const DAY = { organization: 'Test', countryCode: 'DE', state: 'x', locality: 'x', validity: 1 };
/** By what is wrong with the certificate. */
const untrusted: Record<string, https.Server> = {};
let agent: https.Agent;
let baseUrl = '';
const listening = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const ca = await createCA(DAY);
  agent = new https.Agent({ ca: ca.cert });
  for (const [name, validity, domain] of [
    ['good', 1, 'localhost'],
    ['expired', -1, 'localhost'],
    ['of another host', 1, 'other.example.test'],
  ] as const) {
    untrusted[name] = https.createServer(await createCert({ ca, validity, domains: [domain] }));
  }
  await Promise.all([server, proxy, ...Object.values(untrusted)].map(listening));
  baseUrl = `http://127.0.0.1:${portOf(server)}`;
  process.env.HTTPS_PROXY = `http://127.0.0.1:${portOf(proxy)}`;
  process.env.HTTP_PROXY = 'socks5://127.0.0.1:9';
});
afterAll(() => {
  delete process.env.HTTPS_PROXY;
  delete process.env.HTTP_PROXY;
  agent.destroy();
  for (const each of [server, proxy, ...Object.values(untrusted)]) {
    each.closeAllConnections();
    each.close();
  }
});

type Read = (client: Http, name: string) => Promise<unknown>;

/** Failures before the request, or after a good answer. */
const OTHERS: Record<string, Read> = {
  'an invalid id': async (client) => client.request({ path: pathTo`/things/${'..'}` }),
  'another host': async (client) => client.request({ path: new URL('https://elsewhere.example.com/') }),
  'a header that cannot be sent': async (client) => client.request({ path: pathTo`/ok`, headers: { 'x-a': 'a\nb' } }),
  'an unusable answer': async (client) => {
    throw (await client.request({ path: pathTo`/ok` })).unusable('answered no list');
  },
  'a name that is not a text': async () => {
    const name = 5 as unknown as string;
    return createEntity({ _key: 'acme_thing:1', _type: 'acme_thing', _class: 'Record', name });
  },
  'a list without an end': async () => {
    const items = paginate(() => Promise.resolve({ items: [], next: 1 }), { endpoint: '/things' });
    for await (const item of items) void item;
  },
};

/** Sends a request with a client that cannot connect. */
async function askAt(address: string, own?: https.Agent, connectSeconds = 10): Promise<unknown> {
  const policy = { attempts: 2, backoffBaseSeconds: 0.001, connectSeconds };
  const client = createHttp({ baseUrl: address, httpHosts: ['plain.example.test'], agent: own, policy });
  return client.request({ path: pathTo`/ok` }).finally(() => client.close());
}

/** Failures before there is a connection. */
const CONNECTIONS: Record<string, Read> = {
  'a port that refuses': () => askAt('http://127.0.0.1:1'),
  'a port without TLS': () => askAt(`https://127.0.0.1:${portOf(server)}`),
  'an unknown authority': () => askAt(`https://localhost:${portOf(untrusted.good)}`),
  'a certificate that has expired': () => askAt(`https://localhost:${portOf(untrusted.expired)}`, agent),
  'a certificate of another host': () => askAt(`https://localhost:${portOf(untrusted['of another host'])}`, agent),
  ...Object.fromEntries(
    ['403', '407', '502', 'closed'].map((name): [string, Read] => [
      `a proxy: ${name}`,
      () => askAt(`https://${name}.example.test`),
    ]),
  ),
  'an invalid proxy': () => askAt('http://plain.example.test'),
  'a proxy: silent': () => askAt('https://silent.example.test', undefined, 0.2),
};

const ask: Read = (client, name) => client.request({ path: pathTo`/${name}` });

/** The ways in which a step can read. */
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
  ...Object.entries(CONNECTIONS),
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

test('every failure of a step has a code and a reason for the user', async () => {
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
  const failures = result.events.filter(({ name }) => name === 'step_failure');
  expect(failures).toHaveLength(steps.length);
  for (const { description } of failures) expect(description).toMatch(/errorCode="PROVIDER_\w+".*reason="\w.{20,}"/);
  for (const words of [
    /the proxy \S+ answered 407 .* HTTPS_PROXY/,
    /the proxy \S+ answered 403/,
    /within 0\.2 s through the proxy/,
    /does not hold the address of a proxy/,
    /NODE_EXTRA_CA_CERTS/,
    /has expired\. Have it renewed/,
    /is for other hosts/,
  ]) {
    expect(result.words).toMatch(words);
  }
});

test.each([...READS.map(([name, read]) => [name, read] as const), ['401', ask] as const])(
  'a run that ends by "%s" has a code too',
  async (name, read) => {
    ANSWERS['401'] ??= said(401);
    const { error, words } = await run([], (client) => read(client, name));
    expect(error).toMatchObject({ code: expect.stringMatching(/^PROVIDER_/) });
    expect(words).not.toMatch(/unexpected error|UNEXPECTED/i);
  },
);
