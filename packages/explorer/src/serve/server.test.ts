import { request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { servePage, type Served } from './server';

const BUILT = { script: '1', worker: '2', styles: '3' };
const BLOCKS = [{ name: 'contents', bytes: gzipSync('{"formatVersion":1}') }];

let served: Served;
beforeAll(async () => {
  served = await servePage(BUILT, BLOCKS);
});
afterAll(() => served.close());

function ask(path: string, { host, method = 'GET' }: { host?: string; method?: string } = {}) {
  const { port, host: own } = new URL(served.url);
  return new Promise<{ status?: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host: host ?? own } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }),
      );
    });
    asked.once('error', reject).end();
  });
}

const token = () => new URL(served.url).pathname;

test('the address with the token serves the page, its strict policy and its data', async () => {
  const page = await ask(token());
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'sha256-.*connect-src 'self'.*frame-ancestors 'none'$/,
  );
  expect(page.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  const data = await ask(`${token()}data/contents`);
  expect(gunzipSync(data.body).toString()).toBe('{"formatVersion":1}');
});

test.each([
  ['a request without the token', () => '/'],
  ['a request with half of the token', () => `${token().slice(0, -8)}/`],
  ['a request with another token', () => `/${'A'.repeat(32)}/data/contents`],
  ['a request for a file of the machine', () => `${token()}data/../../../etc/passwd`],
  ['a request for a block without data/', () => `${token()}contents`],
])('the server refuses %s', async (_, path) => {
  const { status, body } = await ask(path());
  expect(status).toBe(404);
  expect(body.toString()).not.toContain('formatVersion');
  expect(body.length).toBeLessThan(100);
});

test('the server refuses a request with another Host header, even with the token', async () => {
  for (const host of ['evil.example.com', `evil.example.com:${new URL(served.url).port}`, '127.0.0.1']) {
    expect((await ask(token(), { host })).status).toBe(421);
  }
});

test('the server refuses methods other than GET and HEAD', async () => {
  expect((await ask(token(), { method: 'POST' })).status).toBe(405);
});

test('the server listens on loopback only', () => {
  expect(new URL(served.url).hostname).toBe('127.0.0.1');
});
