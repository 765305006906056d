import { pathTo } from './address';
import type { HttpOptions } from './call';
import { clientOf } from './testing/client';
import { json, type Answer } from './testing/scripted-server';
import { virtualClock } from './testing/virtual-clock';

/** A provider that counts as it promises, by the client's clock, and refuses what is over the limit. */
async function provider(answer: (now: number) => Record<string, string> | '429', options: Partial<HttpOptions>) {
  const clock = virtualClock();
  let refused = 0;
  const respond: Answer = (request, response, body) => {
    const headers = answer(clock.now());
    if (headers === '429') refused += 1;
    json([], headers === '429' ? { status: 429 } : { headers })(request, response, body);
  };
  const { http } = await clientOf([respond], { clock, ...options });
  const start = clock.now();
  const ask = (n: number) =>
    Promise.all(Array.from({ length: n }, (_, i) => http.request({ path: pathTo`/things/${i}` })));
  return { http, ask, refused: () => refused, elapsed: () => (clock.now() - start) / 1000 };
}

/** Refills steadily, as Heroku's pool. */
function bucket(size: number, perSecond: number, left = size) {
  let tokens = left;
  let at: number | undefined;
  return (now: number) => {
    tokens = Math.min(size, tokens + ((now - (at ?? now)) / 1000) * perSecond);
    at = now;
    if (tokens < 1) return '429' as const;
    tokens -= 1;
    return { 'RateLimit-Remaining': String(Math.floor(tokens)) };
  };
}

/** Is full again at the end of each window, as PagerDuty's and Sentry's. */
function windowed(size: number, seconds: number, headers: (left: number, endsAt: number, now: number) => object) {
  let window = -1;
  let left = size;
  return (now: number) => {
    const current = Math.floor(now / (seconds * 1000));
    if (current !== window) [window, left] = [current, size];
    if (left < 1) return '429' as const;
    left -= 1;
    return headers(left, (current + 1) * seconds * 1000, now) as Record<string, string>;
  };
}

test('the client uses a pool no faster than it refills, and leaves its reserve to others', async () => {
  const pool = bucket(100, 2);
  const { ask, refused, elapsed, http } = await provider(pool, {
    rateLimit: { remaining: 'RateLimit-Remaining', size: 100, refillPerSecond: 2 },
  });
  await ask(130);
  expect(refused()).toBe(0);
  expect(http.budgets()[0]?.remaining).toBeGreaterThanOrEqual(9);
  // 130 requests, of which 90 are there and 40 have to come back at two a second.
  expect(elapsed()).toBeGreaterThanOrEqual(19);
  expect(elapsed()).toBeLessThanOrEqual(24);
  expect(http.counters.rateLimitWaits).toBeGreaterThan(0);
});

test('onWait is called for a slow pool, but not for every request', async () => {
  const told: string[] = [];
  const { ask, elapsed } = await provider(bucket(100, 2, 30), {
    rateLimit: { remaining: 'RateLimit-Remaining', size: 100, refillPerSecond: 2 },
    onWait: ({ reason }) => told.push(reason),
  });
  await ask(200);
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThanOrEqual(Math.ceil(elapsed() / 60));
  expect(new Set(told)).toEqual(new Set(['spent']));
});

test('the client waits for a pool that others have used up, without a 429', async () => {
  const { ask, refused } = await provider(bucket(100, 2, 3), {
    rateLimit: { remaining: 'RateLimit-Remaining', size: 100, refillPerSecond: 2 },
    policy: { concurrency: 1 },
  });
  await ask(10);
  expect(refused()).toBe(0);
});

test('the client uses a window up to its reserve, then waits for its end in seconds', async () => {
  const pool = windowed(96, 60, (left, endsAt, now) => ({
    'ratelimit-limit': '96',
    'ratelimit-remaining': String(left),
    'ratelimit-reset': String(Math.ceil((endsAt - now) / 1000)),
  }));
  const { ask, refused, elapsed } = await provider(pool, {
    rateLimit: { limit: 'ratelimit-limit', remaining: 'ratelimit-remaining', reset: 'ratelimit-reset' },
  });
  await ask(230);
  expect(refused()).toBe(0);
  // 86 a window: two windows are waited for.
  expect(elapsed()).toBe(120);
});

/** Sentry's pool of 40 a second, by a clock that ours is ahead of by so many milliseconds. */
const sentryWindow = (aheadMs: number) => {
  const pool = windowed(40, 1, (left, endsAt, now) => ({
    date: new Date(now).toUTCString(),
    'x-limit': '40',
    'x-remaining': String(left),
    'x-reset': String(endsAt / 1000),
  }));
  return (now: number) => pool(now - aheadMs);
};
const SENTRY_HEADERS = { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset' };

test('the client waits for the end of a window in Unix time', async () => {
  const { ask, refused, elapsed } = await provider(sentryWindow(0), { rateLimit: SENTRY_HEADERS });
  // 36 a window; what is on its way when one ends may be counted in both.
  await ask(160);
  expect(refused()).toBe(0);
  expect(elapsed()).toBe(4);
});

test.each([250, 999, 5300, -400, -60_000])(
  'the client sends no request too early if its clock is %i ms ahead',
  async (aheadMs) => {
    const { ask, refused, elapsed } = await provider(sentryWindow(aheadMs), { rateLimit: SENTRY_HEADERS });
    await ask(160);
    expect(refused()).toBe(0);
    // The provider's windows begin at another moment than ours: of the first and the last only a part is needed.
    expect(elapsed()).toBeGreaterThan(3);
    expect(elapsed()).toBeLessThanOrEqual(5);
  },
);

test.each([
  ['gets two fewer than it says', { 'x-concurrent': '6' }, 4],
  ['and does not, gets the usual number', {}, 16],
])('a provider that can say how many requests may be in flight %s', async (_name, headers, allowed) => {
  const held: (() => void)[] = [];
  let most = 0;
  const answer: Answer = (_request, response) => {
    held.push(() => response.writeHead(200, { 'x-remaining': '1000', ...headers }).end('[]'));
    most = Math.max(most, held.length);
    // The first request goes alone. Then as many as may be in flight are, before any is answered.
    const isFull = held.length === (server.requests.length === 1 ? 1 : allowed);
    if (isFull || server.requests.length === 60) {
      setTimeout(() => held.splice(0).forEach((answer) => answer()), 30);
    }
  };
  const rateLimit = { remaining: 'x-remaining', concurrency: 'x-concurrent' };
  const { server, http } = await clientOf([answer], { rateLimit });
  await Promise.all(Array.from({ length: 60 }, (_, i) => http.request({ path: pathTo`/things/${i}` })));
  expect(most).toBe(allowed);
});

test('a pool that waits does not delay another pool of the same host', async () => {
  const clock = virtualClock();
  const answer: Answer = (request, response, body) => {
    const spent = request.url?.startsWith('/spent') ? '0' : '39';
    json([], { headers: { 'x-limit': '40', 'x-remaining': spent, 'x-reset': '30' } })(request, response, body);
  };
  const { server, http } = await clientOf([answer], {
    clock: { ...clock, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 200)) },
    rateLimit: { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset' },
    pool: ({ path }) => path.split('/')[1] ?? '',
  });
  await http.request({ path: pathTo`/spent/1` });
  const controller = new AbortController();
  const stuck = Array.from({ length: 20 }, (_, i) =>
    http.request({ path: pathTo`/spent/${i}`, signal: controller.signal }).catch((error: unknown) => error),
  );
  await Promise.all(Array.from({ length: 20 }, (_, i) => http.request({ path: pathTo`/free/${i}` })));
  expect(server.requests.filter(({ url }) => url.startsWith('/spent'))).toHaveLength(1);
  controller.abort();
  expect(await Promise.all(stuck)).toEqual(
    Array.from({ length: 20 }, () => expect.objectContaining({ kind: 'aborted' })),
  );
});
