import { gunzipSync } from 'node:zlib';
import { get, json } from '../testing/get';
import { jsonBody } from './answer';
import { type Fault } from './faults';
import { type Provider } from './provider';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator';

const THINGS = [
  { id: 'a', name: 'one', size: 1, owner: { id: 'o' } },
  { id: 'b', name: 'two', size: 2, owner: { id: 'o' } },
];

/** The smallest provider: it answers one list at every path that is not deleted. */
function listProvider(): Provider {
  const things: object[] = [...THINGS];
  const gone = new Set<string>();
  const headers = { 'Content-Type': 'application/json' };
  return {
    answer: ({ path }) =>
      [...gone].some((prefix) => path.startsWith(prefix))
        ? { status: 404, headers, body: jsonBody({ error: 404 }) }
        : { status: 200, headers, body: jsonBody(things) },
    error: (_request, status) => ({ status, headers, body: jsonBody({ error: status }) }),
    insert(path, item) {
      if (path === '/full') throw new Error('no room');
      things.push(item);
    },
    vanish: (path) => void gone.add(path),
    restore: () => gone.clear(),
  };
}

let simulator: Simulator;
const start = async (options?: SimulatorOptions) => (simulator = await startSimulator(listProvider(), options));
const startWith = (...faults: Fault[]) => start({ faults });
const ask = (path = '/things', headers?: Record<string, string>) => get(simulator.url + path, headers);
const outcome = (path?: string) =>
  ask(path).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  );
const outcomes = async (count: number, path?: string) => {
  const all: unknown[] = [];
  for (let i = 0; i < count; i++) all.push(await outcome(path));
  return all;
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

afterEach(() => simulator.close());

describe('without a fault', () => {
  test('an answer takes at least the latency', async () => {
    await start({ latencyMs: 30 });
    const before = performance.now();
    await ask();
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });

  test('the simulator compresses a body only for a client that accepts gzip', async () => {
    await start();
    const compressed = await ask('/things', { 'Accept-Encoding': 'gzip, deflate' });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(compressed.body).toString())).toEqual(THINGS);
    for (const headers of [{}, { 'Accept-Encoding': 'gzip;q=0' }, { 'Accept-Encoding': 'br' }]) {
      const plain = await ask('/things', headers as Record<string, string>);
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(json(plain)).toEqual(THINGS);
    }
  });

  test('the log has every request with its status and without credentials', async () => {
    await startWith({ kind: 'status', status: 503, nth: 2 });
    await ask('/things?a=1&b=%20', { Authorization: 'Bearer secret-one', 'X-Custom': 'kept' });
    await ask('/other', { Authorization: 'secret-two' });
    expect(simulator.requests).toMatchObject([
      { method: 'GET', path: '/things', query: 'a=1&b=%20', status: 200, headers: { 'x-custom': 'kept' } },
      { method: 'GET', path: '/other', query: '', status: 503, fault: 'status' },
    ]);
    expect(simulator.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer [redacted]', '[redacted]']);
    expect(JSON.stringify(simulator.requests)).not.toMatch(/secret-/);
  });

  test('the start fails when the port is taken', async () => {
    await start();
    const { port } = new URL(simulator.url);
    await expect(startSimulator(listProvider(), { port: Number(port) })).rejects.toThrow('EADDRINUSE');
  });
});

describe('a fault meets', () => {
  test('the nth request, every nth request, a number of requests, or all requests', async () => {
    await startWith({ kind: 'status', status: 500, nth: 2 });
    expect(await outcomes(4)).toEqual([200, 500, 200, 200]);
    simulator.clearFaults();
    simulator.fault({ kind: 'status', status: 501, every: 2 });
    expect(await outcomes(4)).toEqual([200, 501, 200, 501]);
    simulator.clearFaults();
    simulator.fault({ kind: 'status', status: 502, times: 1 });
    expect(await outcomes(3)).toEqual([502, 200, 200]);
    simulator.fault({ kind: 'status', status: 503 });
    expect(await outcomes(2)).toEqual([503, 503]);
  });

  test('each path only once with oncePerPath', async () => {
    await startWith(
      { kind: 'status', status: 500, every: 2, oncePerPath: true },
      { kind: 'status', status: 502, every: 3, oncePerPath: true },
    );
    expect([await outcome('/1'), await outcome('/2'), await outcome('/2')]).toEqual([200, 500, 200]);
    expect([await outcome('/2'), await outcome('/1'), await outcome('/1')]).toEqual([200, 200, 500]);
  });

  test('only requests with its path and method, and counts only these', async () => {
    await startWith({ kind: 'status', status: 500, path: '/teams/*/members', method: 'GET', nth: 2 });
    expect(await outcomes(2, '/teams/1')).toEqual([200, 200]);
    expect(await outcomes(1, '/teams/1/members')).toEqual([200]);
    expect((await get(`${simulator.url}/teams/1/members`, {}, 'POST')).status).toBe(200);
    expect(await outcomes(2, '/teams/2/members?page=2')).toEqual([500, 200]);
    simulator.fault({ kind: 'status', status: 501, path: /^\/apps/ });
    expect([await outcome('/apps/1'), await outcome('/my/apps')]).toEqual([501, 200]);
  });

  test('no request before an earlier fault, but counts that request', async () => {
    await startWith({ kind: 'status', status: 500, nth: 1 }, { kind: 'status', status: 501, nth: 2 });
    expect(await outcomes(3)).toEqual([500, 501, 200]);
  });

  test('no request when it can never happen: then the simulator refuses the fault', async () => {
    await start();
    const add = (fault: unknown) => () => simulator.fault(fault as Fault);
    expect(add({ kind: 'explode' })).toThrow(/Unknown fault "explode".*status, html, reset/);
    expect(add({ kind: 'reset', nth: 0 })).toThrow('nth: 0; it must be a whole number from 1');
    expect(add({ kind: 'vanish', path: '/teams/1', nth: 2 })).toThrow('use `after`');
    expect(add({ kind: 'status', status: 99 })).toThrow('status: 99; it must be from 200 to 599');
  });
});

describe('a fault', () => {
  test('sends a status with the body of the provider, or with its own body and headers', async () => {
    await startWith(
      { kind: 'status', status: 429, nth: 1, retryAfter: 7 },
      { kind: 'status', status: 429, nth: 2, retryAfter: { date: 60 } },
      { kind: 'status', status: 502, nth: 3, body: 'Bad Gateway', headers: { 'Content-Type': 'text/plain' } },
    );
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, json(first), first.headers['retry-after']]).toEqual([429, { error: 429 }, '7']);
    const wait = Date.parse(second.headers['retry-after'] ?? '') - Date.now();
    expect(Math.round(wait / 10_000)).toBe(6);
    expect([third.body.toString(), third.headers['content-type']]).toEqual(['Bad Gateway', 'text/plain']);
  });

  test('sends an HTML page instead of JSON', async () => {
    await startWith({ kind: 'html', nth: 1 }, { kind: 'html', status: 404, nth: 2 });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([200, 404]);
    expect(first.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(first.body.toString()).toMatch(/^<!DOCTYPE html>/);
  });

  test('resets the connection', async () => {
    await startWith({ kind: 'reset', nth: 1 });
    expect(await outcomes(2)).toEqual(['ECONNRESET', 200]);
    expect(simulator.requests.map(({ status }) => status)).toEqual([0, 200]);
  });

  test('closes the port for a while, at once or after a request', async () => {
    const isOpenAgain = async () => {
      while ((await outcome()) !== 200) await pause(20);
    };
    await startWith({ kind: 'refuse', ms: 300 });
    expect(await outcome()).toBe('ECONNREFUSED');
    await isOpenAgain();
    simulator.fault({ kind: 'refuse', nth: 1, ms: 300 });
    expect(await outcomes(2)).toEqual(['ECONNRESET', 'ECONNREFUSED']);
    await isOpenAgain();
  });

  test('closes the port until clearFaults opens it again', async () => {
    await startWith({ kind: 'refuse' });
    await pause(100);
    expect(await outcome()).toBe('ECONNREFUSED');
    simulator.clearFaults();
    expect(await outcome()).toBe(200);
  });

  test('cuts the body, with the length of the whole body or of the half', async () => {
    await startWith({ kind: 'cutBody', nth: 1 }, { kind: 'cutBody', nth: 2, quietly: true });
    expect(await outcome()).toBe('ECONNRESET');
    const { status, body } = await ask();
    expect([status, body.toString()]).toEqual([200, JSON.stringify(THINGS).slice(0, body.length)]);
    expect(() => JSON.parse(body.toString()) as unknown).toThrow();
  });

  test('ends an endless body after maxMs', async () => {
    await startWith({ kind: 'endlessBody', maxMs: 120 });
    expect(await outcome()).toBe('ECONNRESET');
    expect(simulator.requests[0].status).toBe(200);
  });

  test('sends nothing, or only the headers', async () => {
    await startWith({ kind: 'silent', nth: 1 }, { kind: 'silent', nth: 2, after: 'headers' });
    const waiting = [outcome(), outcome()];
    expect(await Promise.race([...waiting, pause(100)])).toBeUndefined();
    expect(simulator.requests.map(({ status }) => status)).toEqual([0, 200]);
    await simulator.close();
    expect(await Promise.all(waiting)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  test('delays the answer', async () => {
    await startWith({ kind: 'slow', ms: 60, nth: 1 });
    const before = performance.now();
    expect(await outcome()).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  test('inserts an item after the first page', async () => {
    await startWith({ kind: 'insert', item: { id: 'c' } });
    const lists = [await ask(), await ask(), await ask()].map((reply) => json<{ id: string }[]>(reply));
    expect(lists.map((list) => list.map(({ id }) => id).join(''))).toEqual(['ab', 'abc', 'abc']);
  });

  test('gives status 500 and the reason when it does not fit the request', async () => {
    await startWith({ kind: 'insert', item: {}, path: '/full' });
    const { status, body } = await ask('/full');
    expect([status, body.toString()]).toEqual([500, 'The simulator failed: Error: no room']);
  });

  test('removes every second field, or the fields that it names', async () => {
    await startWith(
      { kind: 'half', nth: 1 },
      { kind: 'half', nth: 2, fields: ['name', 'owner'], as: 'null', ids: ['b'] },
    );
    expect(json(await ask())).toEqual(THINGS.map(({ id, name, owner }) => ({ id, name, owner })));
    expect(json(await ask())).toEqual([THINGS[0], { id: 'b', name: null, size: 2, owner: null }]);
  });

  test('deletes an item and all paths below it, until clearFaults', async () => {
    await startWith({ kind: 'vanish', path: '/teams/1', after: 2 });
    expect([await outcome('/teams/1'), await outcome('/teams/10'), await outcome('/teams/1/apps')]).toEqual([
      200, 200, 200,
    ]);
    expect(await outcomes(2, '/teams/1/members')).toEqual([404, 404]);
    simulator.clearFaults();
    expect(await outcomes(1, '/teams/1/members')).toEqual([200]);
  });
});

describe('close', () => {
  test('ends open requests, and may be called twice', async () => {
    await startWith({ kind: 'silent', path: '/silent' }, { kind: 'endlessBody', path: '/endless' });
    const open = [outcome('/silent'), outcome('/endless')];
    await pause(50);
    await simulator.close();
    expect(await Promise.all(open)).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(await outcome()).toBe('ECONNREFUSED');
    await simulator.close();
  });

  test('keeps the port closed after a fault "refuse"', async () => {
    await startWith({ kind: 'refuse', ms: 50 });
    await simulator.close();
    await pause(100);
    expect(await outcome()).toBe('ECONNREFUSED');
  });
});
