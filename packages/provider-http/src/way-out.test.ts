import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { inspect, promisify } from 'node:util';
import { connectProxy, type ConnectProxyOptions } from '@j1-integrations/simulators';
import { createCA, createCert, type Certificate } from 'mkcert';
import { pathTo } from './address';
import type { HttpOptions } from './call';
import { createHttp } from './http';
import { closeAfterTest, errorOf } from './testing/client';

const USER = 'border+user';
const PASSWORD = 'p@ss/w0rd-Canary';
const CREDENTIALS = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}`;
const DAY = { organization: 'Test', countryCode: 'DE', state: 'x', locality: 'x', validity: 1 };

let ca: Certificate;
let folder: string;
let provider: https.Server;
let opened = 0;
const port = () => (provider.address() as AddressInfo).port;
const before = { ...process.env };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'way-out-'));
  ca = await createCA(DAY);
  writeFileSync(join(folder, 'ca.pem'), ca.cert);
  const [good, expired] = await Promise.all(
    [1, -1].map((validity) => createCert({ ca, validity, domains: ['api.example.test'] })),
  );
  provider = https.createServer({ ...good, cert: good.cert + ca.cert }, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ path: request.url, opened }));
  });
  provider.addContext('expired.example.test', tls.createSecureContext(expired));
  provider.on('secureConnection', () => (opened += 1));
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => provider.close(resolve));
});

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
});
afterEach(() => {
  process.env = { ...before };
});

async function proxied(options: ConnectProxyOptions) {
  const proxy = await connectProxy({ leadsTo: port(), ...options });
  closeAfterTest(() => proxy.close());
  return proxy;
}

function client(options: Partial<HttpOptions> = {}) {
  const http = createHttp({
    baseUrl: 'https://api.example.test',
    random: () => 0,
    policy: { attempts: 1 },
    ...options,
  });
  closeAfterTest(() => http.close());
  return http;
}

/** In another process, as the authorities that Node.js trusts are read when it starts. */
async function inChild(env: Record<string, string>, paths: string[], host = 'api.example.test') {
  const script = `
    const { createHttp } = require(${JSON.stringify(join(__dirname, '../dist'))});
    const http = createHttp({ baseUrl: 'https://${host}', policy: { attempts: 2 } });
    (async () => {
      const answers = [];
      for (const path of ${JSON.stringify(paths)}) answers.push((await http.request({ path })).body);
      console.log(JSON.stringify(answers));
    })().catch((error) => console.log(String(error))).finally(() => http.close());`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: { PATH: process.env.PATH, ...env },
  });
  return { stdout: stdout.trim(), stderr };
}

describe('a proxy of the environment', () => {
  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
    'in %s gets all https requests, with its user, over one connection',
    async (variable) => {
      const proxy = await proxied({ credentials: `${USER}:${PASSWORD}` });
      const env = { [variable]: `http://${CREDENTIALS}@${proxy.host}`, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
      const from = opened;
      const { stdout } = await inChild({ ...env, DEBUG: '' }, ['/1', '/2', '/3']);
      const answers = ['/1', '/2', '/3'].map((path) => ({ path, opened: from + 1 }));
      expect(JSON.parse(stdout)).toEqual(answers);
      expect(proxy.asked).toEqual(['CONNECT api.example.test:443']);
    },
  );

  test('has no password in the output of DEBUG', async () => {
    const proxy = await proxied({ credentials: 'other:words' });
    const { stdout, stderr } = await inChild({ HTTPS_PROXY: `http://${CREDENTIALS}@${proxy.host}`, DEBUG: '*' }, ['/']);
    expect(stdout).toContain('answered 407');
    expect(stderr).toContain('https-proxy-agent');
    for (const text of [PASSWORD, encodeURIComponent(PASSWORD), USER]) expect(stdout + stderr).not.toContain(text);
  });

  test('in HTTP_PROXY gets http requests with their whole URL', async () => {
    const plain = http.createServer((request, response) => response.end(JSON.stringify(request.url)));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    closeAfterTest(() => plain.close());
    const proxy = await proxied({ leadsTo: (plain.address() as AddressInfo).port });
    process.env.HTTP_PROXY = proxy.host;
    const { body } = await client({ baseUrl: 'http://hooks.example.test', httpHosts: ['hooks.example.test'] }).request({
      path: pathTo`/a?b=1`,
    });
    expect(body).toBe('/a');
    expect(proxy.asked).toEqual(['GET http://hooks.example.test/a?b=1']);
  });

  test.each([
    ['NO_PROXY', 'api.example.test'],
    ['no_proxy', 'other, .example.test'],
    ['NO_PROXY', '*'],
  ])('is not used for the hosts in %s=%s', async (name, value) => {
    const proxy = await proxied({});
    Object.assign(process.env, { HTTPS_PROXY: `http://${proxy.host}`, [name]: value });
    await errorOf(client({ policy: { attempts: 1, connectSeconds: 1 } }).request({ path: pathTo`/` }));
    expect(proxy.asked).toEqual([]);
  });

  test.each(['127.0.0.1', 'localhost'])('is never used for this machine, %s', async (host) => {
    Object.assign(process.env, { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' });
    const plain = http.createServer((_request, response) => response.end('1')).listen(0);
    await new Promise((resolve) => plain.once('listening', resolve));
    closeAfterTest(() => plain.close());
    const { body } = await client({ baseUrl: `http://${host}:${(plain.address() as AddressInfo).port}` }).request({
      path: pathTo`/`,
    });
    expect(body).toBe(1);
  });

  test.each(['http://', 'socks5://127.0.0.1:9', 'http://user:%zz@127.0.0.1:9'])(
    'with the wrong address %s is an error',
    async (value) => {
      process.env.HTTPS_PROXY = value;
      const error = await errorOf(client().request({ path: pathTo`/` }));
      expect(error).toMatchObject({ kind: 'connection' });
      expect(error.message).toMatch(/does not hold the address of a proxy. Allowed: http:\/\/host:port/);
      expect(error.message).not.toContain('%zz');
    },
  );
});

describe('an error names the proxy, but not its password,', () => {
  test.each<[string, ConnectProxyOptions, kind: string, RegExp]>([
    [
      'asks for a user',
      { credentials: 'other:words' },
      'connection',
      /the proxy 127\.0\.0\.1:\d+ answered 407 when asked for api\.example\.test\. It asks for a user and a password/,
    ],
    [
      'forbids the host',
      { status: 403 },
      'connection',
      /the proxy 127\.0\.0\.1:\d+ answered 403 when asked for api\.example\.test/,
    ],
    ['cannot reach the host', { status: 502 }, 'network', /the proxy 127\.0\.0\.1:\d+ answered 502/],
    [
      'answers nothing',
      { silent: true },
      'timeout',
      /got no connection within 0\.3 s through the proxy 127\.0\.0\.1:\d+/,
    ],
    [
      'leads to nothing',
      { leadsTo: 1 },
      'network',
      /the proxy 127\.0\.0\.1:\d+ closed the connection without an answer/,
    ],
  ])('if the proxy %s', async (_name, options, kind, words) => {
    const proxy = await proxied(options);
    process.env.HTTPS_PROXY = `http://${CREDENTIALS}@${proxy.host}`;
    const error = await errorOf(client({ policy: { attempts: 1, connectSeconds: 0.3 } }).request({ path: pathTo`/` }));
    expect(error).toMatchObject({ kind });
    expect(error.message).toMatch(words);
    const told = inspect(error, { depth: 20, showHidden: true }) + error.stack + JSON.stringify(error);
    const basic = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    for (const text of [USER, PASSWORD, encodeURIComponent(PASSWORD), basic]) expect(told).not.toContain(text);
    while ((await proxy.connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('if no proxy listens', async () => {
    process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
    const error = await errorOf(client().request({ path: pathTo`/` }));
    expect(error).toMatchObject({ kind: 'network', unsent: true, code: 'ECONNREFUSED' });
    expect(error.message).toContain('the proxy 127.0.0.1:9 could not be reached (ECONNREFUSED)');
  });

  test('if an http proxy asks for a user', async () => {
    const proxy = await proxied({ credentials: 'other:words' });
    process.env.HTTP_PROXY = `http://${CREDENTIALS}@${proxy.host}`;
    const error = await errorOf(
      client({ baseUrl: 'http://a.example.test', httpHosts: ['a.example.test'] }).request({ path: pathTo`/` }),
    );
    expect(error.message).toMatch(/answered 407 .*: you are Basic \[redacted\]/);
  });
});

describe('a certificate that is not trusted', () => {
  const trusting = () => ({ NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') });

  test.each<[string, string, () => Record<string, string>, RegExp]>([
    [
      'of an authority of the company',
      'api.example.test',
      () => ({}),
      /signed by an authority that Node\.js does not know.* NODE_EXTRA_CA_CERTS .*\(SELF_SIGNED_CERT_IN_CHAIN\)/,
    ],
    [
      'that has expired',
      'expired.example.test',
      trusting,
      /has expired\. Have it renewed, if this machine's clock is right \(CERT_HAS_EXPIRED\)/,
    ],
    ['of another host', 'other.example.test', trusting, /is for other hosts\. .*\(ERR_TLS_CERT_ALTNAME_INVALID\)/],
  ])('%s ends the request at once, and the error says what to do', async (_name, host, env, words) => {
    const proxy = await proxied({});
    const { stdout } = await inChild({ HTTPS_PROXY: `http://${proxy.host}`, ...env() }, ['/'], host);
    expect(stdout).toMatch(words);
    expect(stdout).toContain(`the certificate of ${host}`);
    expect(proxy.asked).toHaveLength(1);
  });
});
