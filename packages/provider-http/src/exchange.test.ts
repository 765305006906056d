import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import { pathTo } from './address';
import type { HttpOptions } from './call';
import { clientOf, errorOf } from './testing/client';
import * as scripted from './testing/scripted-server';

const { json, status } = scripted;
const client = (answers: scripted.Answer[], policy: HttpOptions['policy'] = {}) =>
  clientOf(answers, { random: () => 0, policy });

async function textOf(body: AsyncIterable<unknown>, pauseMs = 0): Promise<string> {
  let text = '';
  for await (const piece of body) {
    text += String(piece);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return text;
}

/** Waits for what comes true soon after, such as a connection that the other side has noticed to be closed. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}

/** Headers with this status, and then pieces of a body for as long as anyone listens. */
const endless =
  (code: number): scripted.Answer =>
  (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write('{"message":"no'), 10);
    response.on('close', () => clearInterval(timer));
  };

describe('a connection', () => {
  test('is kept for the next request', async () => {
    const { http, server } = await client([json([1]), status(404), json([2])]);
    await http.request({ path: pathTo`/1` });
    await errorOf(http.request({ path: pathTo`/2` }));
    await http.request({ path: pathTo`/3` });
    expect(server.opened()).toBe(1);
  });

  test.each([
    ['a refusal that never ends', endless(403)],
    ['a success that never ends', scripted.endlessBody],
    ['a body that stops in its middle', scripted.stalledBody],
    ['headers that never come', scripted.silence],
  ])('is closed after %s', async (_name, answer) => {
    const { http, server } = await client([answer], {
      attempts: 1,
      idleBodySeconds: 0.1,
      headersSeconds: 0.1,
      requestSeconds: 0.3,
    });
    await errorOf(http.request({ path: pathTo`/things` }));
    await until(async () => (await server.connections()) === 0);
  });
});

describe('a refusal', () => {
  test('is recognized by its status if its body never ends', async () => {
    const { http } = await client([endless(403)], { idleBodySeconds: 0.1 });
    const asked = [http.request({ path: pathTo`/things` }), http.stream({ path: pathTo`/archive` })].map(errorOf);
    for (const error of await Promise.all(asked)) {
      expect(error).toMatchObject({ kind: 'status', status: 403, isOwn: false });
    }
  });

  test.each([
    ["is the provider's own if it is JSON", 'text/plain', '{"message":"no"}', true],
    ['is not its own if the JSON is incomplete', 'application/json', '{"id":"not_fo', false],
    ['is not its own if it is one word', 'application/json', '"Forbidden"', false],
    ['is not its own if it is a page, whatever its content type is', 'application/json', '<html>', false],
    ['is not its own if it is empty', 'application/json', '', false],
    [
      'is its own if it is a list of errors, whatever its content type is',
      'text/html',
      '\ufeff [ {"message": "no"}]',
      true,
    ],
    ['is not its own if it is a text in brackets', 'text/plain', '[Blocked] by {policy}', false],
  ])('%s', async (_name, type, words, own) => {
    const { http } = await client([
      (_request, response) => void response.writeHead(404, { 'content-type': type }).end(words),
    ]);
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({ status: 404, isOwn: own });
  });
});

test.each([
  ['an object with an error message', { error: { code: 2000, message: 'Internal' } }, ': 2000: Internal'],
  ['no object without an error message', { items: ['private'] }, ''],
  ['no list', [{ message: 'private' }], ''],
])('the error of an unexpected success quotes %s', async (_name, body, words) => {
  const { http } = await client([json(body)]);
  const { unusable } = await http.request({ path: pathTo`/things` });
  expect(unusable('answered no list').message).toMatch(new RegExp(`answered no list${words}$`));
});

test('the client ignores a byte order mark before JSON', async () => {
  const { http } = await client([(_request, response) => response.writeHead(200).end('\ufeff[1]')], { attempts: 1 });
  expect((await http.request({ path: pathTo`/things` })).body).toEqual([1]);
});

describe('a zipped body', () => {
  const zipped =
    (body: Buffer, code = 200): scripted.Answer =>
    (_request, response) => {
      response.writeHead(code, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
    };

  test('is requested and read', async () => {
    const { http, server } = await client([zipped(gzipSync('{"a":"ä"}'))]);
    expect((await http.request({ path: pathTo`/things` })).body).toEqual({ a: 'ä' });
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip');
  });

  test.each([
    ['ends too early', gzipSync('[1,2,3]').subarray(0, -9)],
    ['is not zipped at all', Buffer.from('[1]')],
  ])('that %s is requested again', async (_name, body) => {
    const { http, server } = await client([zipped(body), json([1])]);
    expect((await http.request({ path: pathTo`/things` })).body).toEqual([1]);
    expect(server.requests).toHaveLength(2);
  });

  test('that is too large after unzipping is an error', async () => {
    const { http } = await client([zipped(gzipSync(' '.repeat(100_000)))], { attempts: 1, bodyBytes: 5000 });
    expect((await errorOf(http.request({ path: pathTo`/things` }))).message).toContain('answered more than 5000 bytes');
  });

  test('is also read in the deflate format, which was not requested', async () => {
    const { http } = await client([
      (_request, response) => response.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateSync('[1]')),
    ]);
    expect((await http.request({ path: pathTo`/things` })).body).toEqual([1]);
  });

  test('of a refusal does not hide the status if it is a zip bomb', async () => {
    const { http } = await client([zipped(gzipSync(Buffer.alloc(20_000_000, ' ')), 403)]);
    expect(await errorOf(http.request({ path: pathTo`/` }))).toMatchObject({ status: 403, said: undefined });
  });

  test('of a refusal is read as far as possible', async () => {
    const words = gzipSync(JSON.stringify({ message: 'not for you' }));
    const { http } = await client([zipped(words, 403), zipped(words.subarray(0, -9), 403)]);
    expect(await errorOf(http.request({ path: pathTo`/` }))).toMatchObject({ status: 403, isOwn: true });
    expect((await errorOf(http.request({ path: pathTo`/` }))).said).toContain('not for you');
  });
});

test('large bodies are read one after the other, and all of them are read', async () => {
  const bodyBytes = 400_000;
  const { http } = await client([json('x'.repeat(bodyBytes - 2))], { bodyBytes, attempts: 1 });
  const bodies = await Promise.all(Array.from({ length: 16 }, () => http.request<string>({ path: pathTo`/` })));
  expect(bodies.map(({ body }) => body.length)).toEqual(Array(16).fill(bodyBytes - 2));
});

describe('a success without a body', () => {
  test.each([
    ['a 204', 'GET', 204],
    ['the answer to a HEAD', 'HEAD', 200],
  ])('is accepted if no body is expected: %s', async (_name, method, code) => {
    const { http } = await client([(_request, response) => response.writeHead(code).end()]);
    expect(await http.request({ method, path: pathTo`/things` })).toMatchObject({ status: code, body: undefined });
  });

  test('is an error if JSON is expected', async () => {
    const { http } = await client([(_request, response) => response.writeHead(200).end()], { attempts: 1 });
    expect((await errorOf(http.request({ path: pathTo`/things` }))).message).toContain(
      'answered no body where JSON was due',
    );
  });
});

describe('a stream', () => {
  test('gives the body as it arrives, and is repeated only before its first byte', async () => {
    const { http } = await client([status(503), json({ rows: [1, 2] })]);
    const { body } = await http.stream({ path: pathTo`/archive` });
    expect(JSON.parse(await textOf(body))).toEqual({ rows: [1, 2] });
  });

  test('gives the bytes as they were sent, for a checksum', async () => {
    const sent = gzipSync('[1]');
    const { http } = await client([
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(sent),
    ]);
    const read = async (keepCompressed: boolean) =>
      Buffer.concat(await (await http.stream({ path: pathTo`/archive`, keepCompressed })).body.toArray());
    expect(await read(true)).toEqual(sent);
    expect(await read(false)).toEqual(Buffer.from('[1]'));
  });

  test('sends a text unchanged', async () => {
    const { http, server } = await client([(_request, response) => response.writeHead(200).end('ok')]);
    const content = { type: 'application/x-ndjson', text: '{"a":1.0}\n{"b":2}\n' };
    const { body } = await http.stream({ method: 'POST', path: pathTo`/`, content });
    expect(await textOf(body)).toBe('ok');
    expect(server.requests[0]).toMatchObject({ body: content.text, headers: { 'content-type': content.type } });
  });

  test('that stops in its middle ends with an error', async () => {
    const { http } = await client([scripted.stalledBody], { idleBodySeconds: 0.1 });
    const { body } = await http.stream({ path: pathTo`/archive` });
    await expect(textOf(body)).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('may be read slowly: the time of the reader is no timeout', async () => {
    const { http } = await client(
      [
        (_request, response) => {
          response.writeHead(200);
          response.write('1');
          setTimeout(() => response.end('2'), 50);
        },
      ],
      { idleBodySeconds: 0.15, headersSeconds: 1 },
    );
    const { body } = await http.stream({ path: pathTo`/archive` });
    expect(await textOf(body, 300)).toBe('12');
  });

  test('does not count as a request in flight after its headers', async () => {
    const answer: scripted.Answer = (_request, response) => {
      response.writeHead(200);
      response.write('1');
      setTimeout(() => response.end('2'), 50);
    };
    const { http } = await client([answer], { concurrency: 2 });
    const read = async () => textOf((await http.stream({ path: pathTo`/archive` })).body);
    expect(await Promise.all(Array.from({ length: 8 }, read))).toEqual(Array(8).fill('12'));
  });

  test('that is not read to its end closes its connection', async () => {
    const { http, server } = await client([scripted.endlessBody]);
    const { body } = await http.stream({ path: pathTo`/archive` });
    for await (const piece of body) {
      expect(String(piece)).toContain('[1]');
      break;
    }
    await until(async () => (await server.connections()) === 0);
  });
});

describe('closing', () => {
  test('ends all requests, also those that wait, and sends no other', async () => {
    const { http, server } = await client([scripted.silence]);
    const asked = Array.from({ length: 40 }, (_, i) => errorOf(http.request({ path: pathTo`/things/${i}` })));
    await until(() => Promise.resolve(server.requests.length === 16));
    http.close();
    for (const error of await Promise.all(asked)) expect(error).toMatchObject({ kind: 'aborted' });
    expect(await errorOf(http.request({ path: pathTo`/later` }))).toMatchObject({ kind: 'aborted' });
    expect(server.requests).toHaveLength(16);
    await until(async () => (await server.connections()) === 0);
  });
});
