import * as net from 'node:net';
import { inspect } from 'node:util';
import { pathTo } from './address';
import type { HttpOptions } from './call';
import { createHttp } from './http';
import { createShare } from './waits';
import { clientOf, closeAfterTest, errorOf } from './testing/client';
import * as scripted from './testing/scripted-server';
import { virtualClock } from './testing/virtual-clock';

const { scriptedServer, json, status } = scripted;
async function client(answers: scripted.Answer[], options: Partial<HttpOptions> = {}) {
  const clock = virtualClock();
  return { clock, ...(await clientOf(answers, { clock, random: () => 0.5, ...options })) };
}

test('onHeaders gets the headers of every answer, also of refusals and repeated requests', async () => {
  const told: (string | null)[] = [];
  const tag = (name: string) => ({ 'x-tag': name });
  const { http } = await client([status(503, tag('a')), json([], { headers: tag('b') }), status(404, tag('c'))], {
    onHeaders: (headers) => told.push(headers.get('x-tag')),
  });
  await http.request({ path: pathTo`/things` });
  await errorOf(http.request({ path: pathTo`/others` }));
  expect(told).toEqual(['a', 'b', 'c']);
});

describe('the client repeats', () => {
  const passing: [string, scripted.Answer][] = [
    ['a connection that is reset', scripted.reset],
    ['408', status(408)],
    ['500', status(500)],
    ['503', status(503)],
    ['a body that breaks off', scripted.cutBody],
    ['JSON that is cut', scripted.cutChunkedJson],
    ['an HTML page with 200 instead of JSON', scripted.html],
  ];
  test.each(passing)('%s', async (_name, answer) => {
    const { http, server } = await client([answer, json([1])]);
    expect((await http.request({ path: pathTo`/things` })).body).toEqual([1]);
    expect(server.requests).toHaveLength(2);
    expect(http.counters).toMatchObject({ requests: 2, retries: 1 });
  });

  test.each([400, 401, 402, 403, 404, 422])('never %i', async (code) => {
    const { http, server } = await client([status(code), json([1])]);
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({
      kind: 'status',
      status: code,
      isOwn: true,
    });
    expect(server.requests).toHaveLength(1);
  });

  const page = (code: number): scripted.Answer => {
    return (_request, response) => response.writeHead(code).end('<html><title>Blocked</title></html>');
  };
  test.each([402, 403, 404, 410])("once a %i that is not in the provider's own format", async (code) => {
    const passing = await client([page(code), json([1])]);
    expect((await passing.http.request({ path: pathTo`/things` })).body).toEqual([1]);
    const staying = await client([page(code)]);
    expect(await errorOf(staying.http.request({ path: pathTo`/things` }))).toMatchObject({
      isOwn: false,
      said: 'Blocked',
    });
    expect(staying.server.requests).toHaveLength(2);
  });

  test('once a 403 in the middle of a list', async () => {
    const { http, server } = await client([json([1]), status(403)]);
    await http.request({ path: pathTo`/things` });
    const error = await errorOf(http.request({ path: pathTo`/things?page=2`, continues: true }));
    expect(error).toMatchObject({ status: 403, isOwn: true, continues: true, accepted: true });
    expect(server.requests).toHaveLength(3);
  });

  test('never a timeout if the caller then requests a smaller page', async () => {
    const { http, server } = await client([scripted.silence], { policy: { headersSeconds: 0.05 } });
    const error = await errorOf(http.request({ path: pathTo`/things`, failsOnTimeout: true }));
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(server.requests).toHaveLength(1);
  });

  test("once a 403 with a gateway's JSON, if the client knows the provider's own format", async () => {
    const isOwnError = (body: object) => 'id' in body;
    const { http, server } = await client([json({ message: 'Forbidden' }, { status: 403 }), json([1])], { isOwnError });
    expect((await http.request({ path: pathTo`/things` })).body).toEqual([1]);
    expect(server.requests).toHaveLength(2);
    const own = await client([json({ id: 'forbidden' }, { status: 403 })], { isOwnError });
    expect(await errorOf(own.http.request({ path: pathTo`/things` }))).toMatchObject({ status: 403, isOwn: true });
    expect(own.server.requests).toHaveLength(1);
  });

  test('once a refusal with an incomplete body', async () => {
    const { http, server } = await client([
      (_request, response) => {
        response.writeHead(403, { 'content-length': '1000' });
        response.write('{"id"', () => response.destroy());
      },
    ]);
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({
      kind: 'status',
      status: 403,
      isOwn: false,
    });
    expect(server.requests).toHaveLength(2);
  });

  test('a POST only if the provider certainly did not act on it', async () => {
    const failed = await client([status(503), json({})]);
    const post = { method: 'POST', path: pathTo`/things`, body: { name: 'x' } };
    expect(await errorOf(failed.http.request(post))).toMatchObject({ status: 503 });
    expect(failed.server.requests).toEqual([expect.objectContaining({ method: 'POST', body: '{"name":"x"}' })]);

    const limited = await client([status(429), json({ made: true })]);
    expect((await limited.http.request(post)).body).toEqual({ made: true });

    const said = await client([status(503), json({ made: true })]);
    expect((await said.http.request({ ...post, repeatable: true })).body).toEqual({ made: true });
  });

  test('up to five attempts, after random times with a growing maximum', async () => {
    const { http, server, clock } = await client([status(500)]);
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({ kind: 'status', status: 500 });
    expect(server.requests).toHaveLength(5);
    expect(clock.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('after no backoff longer than the maximum', async () => {
    const { http, clock } = await client([status(500)], {
      random: () => 0.999,
      policy: { attempts: 12, requestSeconds: 1000 },
    });
    await errorOf(http.request({ path: pathTo`/things` }));
    expect(Math.max(...clock.sleeps)).toBeCloseTo(29_970);
  });

  test.each([
    ['in seconds', '7'],
    ['as a date', 'Thu, 01 Jan 2026 00:00:07 GMT'],
  ])('after the time in Retry-After, %s', async (_name, value) => {
    const date = 'Thu, 01 Jan 2026 00:00:00 GMT';
    const { http, clock } = await client([status(503, { 'retry-after': value, date }), json([])]);
    await http.request({ path: pathTo`/things` });
    expect(clock.sleeps).toEqual([7000]);
  });

  test('after the backoff if Retry-After is 0', async () => {
    const { http, clock } = await client([status(503, { 'retry-after': '0' })], { random: () => 0.5 });
    await errorOf(http.request({ path: pathTo`/things` }));
    expect(clock.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('nothing if Retry-After is longer than the time of the request: the error names it', async () => {
    const { http, server } = await client([status(503, { 'retry-after': '3600' })]);
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error.message).toContain('asks to wait 3600 s');
    expect(server.requests).toHaveLength(1);
  });

  test('after the time in the reset header if the rate limit is used up as well', async () => {
    const limits = { 'x-limit': '100', 'x-remaining': '0', 'x-reset': '9' };
    const { http, clock } = await client([status(503, limits), json([])], {
      rateLimit: { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset' },
    });
    await http.request({ path: pathTo`/things` });
    expect(clock.now() - Date.UTC(2026, 0, 1)).toBe(9000);
  });

  test('until the five minutes of a request are over', async () => {
    const { http, server } = await client([status(503, { 'retry-after': '110' })]);
    await errorOf(http.request({ path: pathTo`/things` }));
    expect(server.requests).toHaveLength(3);
  });

  test('nothing that its caller ended', async () => {
    const controller = new AbortController();
    const { http, server } = await client([
      (request, response, body) => {
        controller.abort();
        scripted.silence(request, response, body);
      },
    ]);
    expect(await errorOf(http.request({ path: pathTo`/things`, signal: controller.signal }))).toMatchObject({
      kind: 'aborted',
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('what a refusal says', () => {
  test.each([
    ['{"id":"delinquent","message":"Pay your balance."}', 'delinquent: Pay your balance.'],
    ['{"error":{"message":"Access Denied","code":2010,"errors":["Not yours"]}}', '2010: Access Denied: Not yours'],
    ['{"detail":{"code":"sso-required","message":"Must login via SSO"}}', 'sso-required: Must login via SSO'],
    ['{"detail":"No permission"}', 'No permission'],
    ['<html><head><title>Attention Required!</title></head>', 'Attention Required!'],
    ['App not found.', 'App not found.'],
    ['', undefined],
  ])('%s is quoted in the error', async (body, said) => {
    const { http } = await client([(_request, response) => response.writeHead(422).end(body)]);
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error.said).toBe(said);
  });

  test('tells whether the credentials were accepted, also by another host of the provider', async () => {
    const region = await scriptedServer(status(403));
    closeAfterTest(() => region.close());
    const { http } = await client([json([])]);
    expect(await errorOf(http.at(new URL(region.url)).request({ path: pathTo`/` }))).toMatchObject({ accepted: false });
    await http.request({ path: pathTo`/` });
    expect(await errorOf(http.at(new URL(region.url)).request({ path: pathTo`/` }))).toMatchObject({ accepted: true });
  });
});

describe('the client reports', () => {
  const once = { attempts: 1 };
  test('an address that never connects', async () => {
    const { http } = await client([], { baseUrl: 'http://127.0.0.1:1', policy: once });
    expect(await errorOf(http.request({ path: pathTo`/` }))).toMatchObject({
      kind: 'network',
      code: 'ECONNREFUSED',
      unsent: true,
    });
  });

  test('a server that takes the connection and never answers', async () => {
    const { http } = await client([scripted.silence], { policy: { ...once, headersSeconds: 0.1 } });
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(error.message).toContain('sent no headers within 0.1 s');
  });

  test('a body that stops in its middle', async () => {
    const { http } = await client([scripted.stalledBody], { policy: { ...once, idleBodySeconds: 0.1 } });
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({ kind: 'timeout' });
  });

  test('a body that never ends', async () => {
    const { http } = await client([scripted.endlessBody], { policy: { ...once, requestSeconds: 0.2 } });
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({ kind: 'timeout' });
  });

  test('a body that is larger than allowed', async () => {
    const { http } = await client([json('x'.repeat(1000))], { policy: { ...once, bodyBytes: 100 } });
    expect(await errorOf(http.request({ path: pathTo`/things` }))).toMatchObject({ kind: 'body' });
  });

  test('a TLS handshake that gets no answer', async () => {
    const sockets: net.Socket[] = [];
    const mute = net.createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as net.AddressInfo;
    const http = createHttp({ baseUrl: `https://127.0.0.1:${port}`, policy: { ...once, connectSeconds: 0.1 } });
    const error = await errorOf(http.request({ path: pathTo`/` }));
    expect(error).toMatchObject({ kind: 'timeout', unsent: true });
    http.close();
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
});

describe('a 429', () => {
  test('pauses its pool once for all requests in flight, and is no attempt', async () => {
    const held: (() => void)[] = [];
    const { http, server, clock } = await client(
      [
        (request, response, body) => {
          const answer = server.requests.length <= 8 ? status(429) : json([]);
          held.push(() => answer(request, response, body));
          if (held.length === 4) held.splice(0).forEach((release) => release());
        },
      ],
      { policy: { attempts: 1 } },
    );
    await Promise.all(Array.from({ length: 4 }, (_, i) => http.request({ path: pathTo`/things/${i}` })));
    // Two rounds of four refusals at once: two pauses, of two and of four seconds.
    expect(server.requests).toHaveLength(12);
    expect(clock.now() - Date.UTC(2026, 0, 1)).toBe(6000);
  });

  test('without a time pauses 2 s, doubled up to 60 s, until a request succeeds', async () => {
    const refusals = Array.from({ length: 7 }, () => status(429));
    const { http, clock } = await client([...refusals, json([]), status(429), json([])]);
    await http.request({ path: pathTo`/things` });
    await http.request({ path: pathTo`/things` });
    expect(clock.sleeps.map((ms) => ms / 1000)).toEqual([2, 4, 8, 16, 32, 60, 60, 2]);
  });

  test('with Retry-After: 0 pauses 2 s', async () => {
    const { http, clock } = await client([status(429, { 'retry-after': '0' }), json([])]);
    await http.request({ path: pathTo`/things` });
    expect(clock.sleeps).toEqual([2000]);
  });

  test('pauses until the time in the reset header', async () => {
    const { http, clock } = await client([status(429, { 'x-reset': '9' }), json([])], {
      rateLimit: { remaining: 'x-remaining', reset: 'x-reset' },
    });
    await http.request({ path: pathTo`/things` });
    expect(clock.sleeps).toEqual([9000]);
  });

  test('pauses 2 s if the reset header is in milliseconds', async () => {
    const { http, clock } = await client([status(429, { 'x-reset': '1767225603000' }), json([])], {
      rateLimit: { remaining: 'x-remaining', reset: 'x-reset' },
    });
    await http.request({ path: pathTo`/things` });
    expect(clock.sleeps).toEqual([2000]);
  });

  test('is an error when the pauses add up to 15 minutes', async () => {
    const { http, clock } = await client([status(429)]);
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error).toMatchObject({ kind: 'rate-limit', status: 429 });
    const paused = clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(paused).toBeLessThanOrEqual(900_000);
    expect(paused).toBeGreaterThan(840_000);
  });

  test('of any pool counts in the 15 minutes of the client', async () => {
    const { http } = await client(
      [status(429, { 'retry-after': '500' }), json([]), status(429, { 'retry-after': '500' })],
      {
        pool: ({ path }) => path,
      },
    );
    await http.request({ path: pathTo`/a` });
    const error = await errorOf(http.request({ path: pathTo`/b` }));
    expect(error).toMatchObject({ kind: 'rate-limit' });
    expect(error.message).toContain('of the 900 s allowed in all 400 s are left');
  });

  test('with a longer time than is left is an error at once, which names it', async () => {
    const { http, clock } = await client([status(429, { 'retry-after': '1000' })]);
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error.message).toContain('a wait of 1000 s is due');
    expect(error.message).toContain('900 s are left');
    expect(clock.sleeps).toEqual([]);
  });

  test('can be inside a 200', async () => {
    const { http, server } = await client([json({ errors: ['slow down'] }), json({ data: 1 })], {
      isRateLimited: (body) => typeof body === 'object' && body !== null && 'errors' in body,
    });
    expect((await http.request({ path: pathTo`/graphql` })).body).toEqual({ data: 1 });
    expect(server.requests).toHaveLength(2);
  });

  test('calls onWait', async () => {
    const waits: unknown[] = [];
    const { http } = await client([status(429), json([])], { onWait: (wait) => waits.push(wait) });
    const ofOne: unknown[] = [];
    await http.countedIn(createShare((wait) => ofOne.push(wait))).request({ path: pathTo`/things` });
    expect(waits).toEqual([expect.objectContaining({ reason: 'paused', seconds: 2, sinceSeconds: 0 })]);
    expect(ofOne).toEqual(waits);
  });
});

describe('an error', () => {
  const token = 'tok-3f2a91c7';
  test('never contains the token, wherever the provider repeats it', async () => {
    const { http } = await client(
      [
        json(
          { message: `Bearer ${token} is not allowed`, url: `https://user:hunter2@example.com/?token=abc` },
          { status: 403, headers: { 'request-id': `req-${token}` } },
        ),
      ],
      { headers: () => ({ authorization: `Bearer ${token}` }), secrets: () => [token] },
    );
    const error = await errorOf(http.request({ path: pathTo`/things`, query: { q: token, access_token: 'abcdef' } }));
    const everything = inspect(error, { depth: 20, showHidden: true }) + error.stack + JSON.stringify(error);
    for (const secret of [token, 'hunter2', 'abcdef', 'token=abc']) expect(everything).not.toContain(secret);
    expect(error).toMatchObject({ method: 'GET', status: 403, statusText: 'Forbidden' });
    expect(error.said).toContain('is not allowed');
  });

  test('does not quote incomplete JSON, which may contain secrets', async () => {
    const { http } = await client([scripted.cutChunkedJson], { policy: { attempts: 1 } });
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error.message).toContain('answered invalid JSON where JSON was due');
    expect(error).not.toHaveProperty('said', expect.anything());
    expect(error.message).not.toContain('"id"');
  });

  test('of a network failure has no reference to the request', async () => {
    const { http } = await client([scripted.reset], {
      policy: { attempts: 1 },
      headers: () => ({ authorization: `Bearer ${token}` }),
    });
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error).toMatchObject({ kind: 'network', code: 'ECONNRESET' });
    expect(error.cause).toBeUndefined();
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(token);
  });

  test('quotes a limited part of the body', async () => {
    const { http } = await client([json('x'.repeat(100_000), { status: 404 })]);
    expect((await errorOf(http.request({ path: pathTo`/things` }))).message.length).toBeLessThan(600);
  });
});

describe('a request', () => {
  test('is sent to the origin of the base URL only', async () => {
    const { http, server } = await client([json([])]);
    const error = await errorOf(http.request({ path: new URL('https://elsewhere.example.com/things?cursor=2') }));
    expect(error).toMatchObject({ kind: 'origin' });
    expect(error.message).toContain('elsewhere.example.com');
    expect(error.message).toContain(new URL(server.url).host);
    expect(server.requests).toHaveLength(0);
  });

  test('is sent below the path of the base URL, with a list as several parameters', async () => {
    const server = await scriptedServer(json([]));
    const http = createHttp({ baseUrl: `${server.url}/api/0/` });
    await http.request({ path: pathTo`/teams`, query: { 'include[]': ['a', 'b'], limit: 100, gone: undefined } });
    await http.request({ path: new URL(`${server.url}/api/0/next?cursor=2`) });
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/api/0/teams?include%5B%5D=a&include%5B%5D=b&limit=100',
      '/api/0/next?cursor=2',
    ]);
    http.close();
    await server.close();
  });

  test('with a header that HTTP does not allow is not sent', async () => {
    const { http, server } = await client([json([])]);
    const headers = { authorization: 'Bearer tok\n3f2a' };
    const error = await errorOf(http.request({ path: pathTo`/`, headers }));
    expect(error).toMatchObject({ kind: 'request' });
    expect(error.message).toContain('a character');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('3f2a');
    expect(server.requests).toHaveLength(0);
  });

  test('does not follow a redirect: the error names its target', async () => {
    const { http, server } = await client([status(302, { location: 'https://elsewhere.example.com/login?next=1' })]);
    const error = await errorOf(http.request({ path: pathTo`/things` }));
    expect(error.message).toContain('https://elsewhere.example.com/login');
    expect(server.requests).toHaveLength(1);
  });

  test('has new headers in each attempt, because tokens are rotated', async () => {
    let turn = 0;
    const { http, server } = await client([status(500), json([])], {
      headers: () => ({ authorization: `Bearer ${++turn}` }),
    });
    await http.request({ path: pathTo`/things` });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });
});

describe('requests at the same time', () => {
  test('are at most 16, and a further page comes before other waiting requests', async () => {
    const held: (() => void)[] = [];
    let most = 0;
    const { http, server } = await client([
      (_request, response) => {
        held.push(() => response.writeHead(200).end('[]'));
        most = Math.max(most, held.length);
        // As many as may be in flight are, before any is answered.
        if (held.length === 16 || server.requests.length === 61) {
          setTimeout(() => held.splice(0).forEach((answer) => answer()), 30);
        }
      },
    ]);
    const fanOut = Array.from({ length: 60 }, (_, i) => http.request({ path: pathTo`/parents/${i}` }));
    const page = http.request({ path: pathTo`/next-page`, continues: true });
    await Promise.all([...fanOut, page]);
    expect(most).toBe(16);
    expect(server.requests.findIndex(({ url }) => url === '/next-page')).toBeLessThanOrEqual(20);
  });

  test('are counted for their user and for the client', async () => {
    const { http } = await client([json([])]);
    const shares = await Promise.all(
      [40, 50].map(async (n) => {
        const share = createShare();
        const counted = http.countedIn(share);
        await Promise.all(Array.from({ length: n }, () => counted.request({ path: pathTo`/things` })));
        return share.counters.requests;
      }),
    );
    expect(shares).toEqual([40, 50]);
    expect(http.counters.requests).toBe(90);
  });
});
