import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCA, createCert } from 'mkcert';
import { collectedFolder, users } from '../testing/collected';
import { useCli } from '../testing/cli';
import { addInstance } from '../testing/server';

const cli = useCli();
const { ops } = cli;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listening<Server extends http.Server>(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** The server behind HTTPS, under a name that only the proxy resolves. Gives its port and the file of its CA. */
async function jupiterOneByTls() {
  const ca = await createCA({ organization: 'Test', countryCode: 'CH', state: '-', locality: '-', validity: 1 });
  const certificate = await createCert({ ca, domains: ['jupiterone.example.test'], validity: 1 });
  const { hostname, port, host } = new URL(cli.server.url);
  const front = https.createServer(certificate, (request, response) => {
    const { method, url: path, headers } = request;
    const asked = http.request({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(asked);
  });
  const folder = await mkdtemp(join(tmpdir(), 'upload-proxy-'));
  closers.push(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'ca.pem'), ca.cert);
  return { port: await listening(front), caFile: join(folder, 'ca.pem') };
}

/** A proxy that requires a password and forwards to the port. */
async function proxyTo(port: number, password: string) {
  const asked: string[] = [];
  const proxy = http.createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(String(request.url));
    const [, given = ''] = (request.headers['proxy-authorization'] ?? '').split(' ');
    if (Buffer.from(given, 'base64').toString() !== `me:${password}`) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const onward = connect(port, '127.0.0.1');
    onward.pipe(socket).pipe(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return { port: await listening(proxy), asked };
}

test('an upload uses the proxy of HTTPS_PROXY, and its refusal shows no password', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { entities: users(300) } });
  const { port, caFile } = await jupiterOneByTls();
  const proxy = await proxyTo(port, 'proxy-canary');
  const upload = (password: string) =>
    ops(['upload', folder, '--instance', id, '--wait', '--json'], {
      env: {
        JUPITERONE_BASE_URL: 'https://jupiterone.example.test/graphql',
        HTTPS_PROXY: `http://me:${password}@127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: caFile,
      },
    });
  const { code, stdout, stderr } = await upload('proxy-canary');
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED', entities: 300 });
  expect(new Set(proxy.asked)).toEqual(new Set(['jupiterone.example.test:443']));
  expect(cli.server.graphOf(id).entities).toHaveLength(300);

  const refused = await upload('other-canary');
  expect([refused.code, refused.stderr]).toEqual([69, expect.stringContaining('answered 407')]);
});

test('SIGTERM aborts the upload, and JupiterOne changes nothing', async () => {
  const id = addInstance(cli.server);
  const folder = await collectedFolder({ 'fetch-users': { entities: users(3) } });
  cli.server.faults.add({ at: 'entities', hang: true });
  const jobOf = () => cli.server.records.jobs.find((job) => job.integrationInstanceId === id);
  const { code, stderr } = await ops(['upload', folder, '--instance', id], {
    env: { PROVIDER_HTTP_DEFAULTS: '{}' },
    interruptWhen: () =>
      cli.server.records.events.some(({ name, jobId }) => name === 'step_end' && jobId === jobOf()?.id),
    interruptWith: 'SIGTERM',
  });
  expect([code, stderr]).toEqual([143, expect.stringContaining('JupiterOne changes nothing')]);
  expect(jobOf()?.status).toBe('FAILED');
  expect(cli.server.graphOf(id).entities).toEqual([]);
});
