import { pathTo } from './address';
import type { HttpOptions } from './call';
import type { Http } from './http';
import type { Wait } from './waits';
import { clientOf } from './testing/client';
import { json, type Answer } from './testing/scripted-server';
import { virtualClock } from './testing/virtual-clock';

const client = (answer: Answer, options: Partial<HttpOptions> = {}) => clientOf([answer], options);

/** Answers after a moment, so that others have to wait. */
const slowly: Answer = (request, response, body) => setTimeout(() => json([])(request, response, body), 15);

const items = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('the order of requests', () => {
  test('is: further pages, single lists, fan-outs, fan-outs that go last', async () => {
    const { http, asked } = await client(slowly, { policy: { concurrency: 1 } });
    const of = (path: string) => async (i: number) => void (await one.request({ path: pathTo`/${path}-${i}` }));
    // Each has another user, such as a step.
    const [people, apps, list] = [1, 2, 3].map(() => http.countedIn({ counters: { ...http.counters } }));
    let one: Http = people;
    const ends = [people.fanOut([0, 1], of('people'), { last: true })];
    await Promise.resolve();
    one = apps;
    ends.push(apps.fanOut([0, 1], of('app')));
    await new Promise((resolve) => setImmediate(resolve));
    ends.push(
      list.request({ path: pathTo`/list` }).then(() => undefined),
      http.request({ path: pathTo`/page`, continues: true }).then(() => undefined),
    );
    await Promise.all(ends);
    // The very first one left before there was anybody else.
    expect(asked().slice(1, 3)).toEqual(['/page', '/list']);
    expect(asked().at(-1)).toMatch(/people|app-1/);
    expect(asked()).toHaveLength(6);
  });

  test('leaves out a waiting request that its caller ends', async () => {
    const { http, asked } = await client(slowly, { policy: { concurrency: 1 } });
    const controller = new AbortController();
    const first = http.request({ path: pathTo`/first` });
    const ended = http.request({ path: pathTo`/ended`, signal: controller.signal }).catch((error: unknown) => error);
    const last = http.request({ path: pathTo`/last` });
    controller.abort();
    expect(await ended).toMatchObject({ kind: 'aborted' });
    await Promise.all([first, last]);
    expect(asked()).toEqual(['/first', '/last']);
  });

  test('continues after an option throws: only its request fails', async () => {
    const thrower = { onHeaders: 0, isRateLimited: 0 };
    const throwOnce = (name: keyof typeof thrower) => {
      if (thrower[name]++ === 0) throw new TypeError(`in ${name}`);
      return false;
    };
    const { http } = await client(slowly, {
      policy: { concurrency: 1 },
      onHeaders: () => void throwOnce('onHeaders'),
      isRateLimited: () => throwOnce('isRateLimited'),
    });
    const ends = await Promise.allSettled([1, 2, 3].map((i) => http.request({ path: pathTo`/${i}` })));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  test('ends when the client is closed', async () => {
    const { http, asked } = await client(slowly, { policy: { concurrency: 1 } });
    const ends = Promise.allSettled([1, 2, 3, 4].map((i) => http.request({ path: pathTo`/${i}` })));
    await new Promise((resolve) => setImmediate(resolve));
    http.close();
    expect((await ends).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(asked().length).toBeLessThanOrEqual(1);
    expect(http.counters.requests).toBe(1);
  });
});

describe('the room for fan-outs', () => {
  test('is 1.5 times the number of requests in flight, for all fan-outs together', async () => {
    const { http } = await client(slowly, { policy: { concurrency: 4 } });
    let underWay = 0;
    let most = 0;
    const run = async (i: number) => {
      most = Math.max(most, (underWay += 1));
      await http.request({ path: pathTo`/${i}` });
      underWay -= 1;
    };
    await Promise.all([http.fanOut(items(30), run), http.fanOut(items(30), run)]);
    expect(most).toBeGreaterThanOrEqual(5);
    // One more than the six, as each fan-out may always have one under way.
    expect(most).toBeLessThanOrEqual(7);
  });

  test('is for fan-outs that go last only if no other fan-out waits', async () => {
    const { http, asked } = await client(slowly, { policy: { concurrency: 2 } });
    const of = (kind: string) => async (i: number) => void (await http.request({ path: pathTo`/${kind}/${i}` }));
    await Promise.all([http.fanOut(items(20), of('last'), { last: true }), http.fanOut(items(20), of('first'))]);
    const lastOfFirst = asked()
      .map((path) => path.startsWith('/first'))
      .lastIndexOf(true);
    // Those that had room before the others came, and while the end of those was under way.
    expect(
      asked()
        .slice(0, lastOfFirst)
        .filter((path) => path.startsWith('/last')).length,
    ).toBeLessThanOrEqual(6);
    expect(asked()).toHaveLength(40);
  });

  test.each([
    ['', {}],
    [', also if the inner one goes last', { last: true }],
  ])('is enough for a fan-out inside a fan-out%s', async (_name, inner) => {
    const { http, asked } = await client(json([]), { policy: { concurrency: 2 } });
    await http.fanOut(items(30), (parent) =>
      http.fanOut([1, 2], async (child) => void (await http.request({ path: pathTo`/${parent}/${child}` })), inner),
    );
    expect(new Set(asked()).size).toBe(60);
  });

  test('is given to no more items after an error', async () => {
    const { http, asked } = await client(slowly, { policy: { concurrency: 2 } });
    const end = http.fanOut(items(100), async (i) => {
      await http.request({ path: pathTo`/${i}` });
      if (i === 3) throw new Error('enough');
    });
    await expect(end).rejects.toThrow('enough');
    const then = asked().length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(then).toBeLessThan(12);
    expect(asked().length).toBeLessThanOrEqual(then + 3);
  });
});

describe('a pool whose reserve others use', () => {
  const headers = { remaining: 'x-left', size: 4500, refillPerSecond: 1.25 };
  const always = (left: number): Answer => json([], { headers: { 'x-left': String(left) } });

  test.each([5, 100, 449])('and that has %i requests left gives the client half of its refill', async (left) => {
    const clock = virtualClock();
    const start = clock.now();
    const waits: Wait[] = [];
    const { http } = await client(always(left), { rateLimit: headers, clock, onWait: (wait) => waits.push(wait) });
    await http.fanOut(items(120), async (i) => void (await http.request({ path: pathTo`/${i}` })));
    const seconds = (clock.now() - start) / 1000;
    // The refill alone would need 96 s for 120 requests; twice that is what is promised.
    expect(seconds).toBeLessThanOrEqual(2 * 96);
    expect(seconds).toBeGreaterThan(100);
    expect(waits.filter(({ reason }) => reason === 'shared').length).toBeLessThanOrEqual(2);
    expect(waits[0]).toMatchObject({ reason: 'shared', size: 4500, sinceSeconds: 0 });
  });

  test('up to the last request is reported as shared', async () => {
    const waits: Wait[] = [];
    const { http } = await client(json([], { headers: { 'x-limit': '100', 'x-left': '0', 'x-reset': '60' } }), {
      rateLimit: { remaining: 'x-left', limit: 'x-limit', reset: 'x-reset' },
      clock: virtualClock(),
      onWait: (wait) => waits.push(wait),
    });
    for (let i = 0; i < 8; i++) await http.request({ path: pathTo`/${i}` });
    expect(new Set(waits.map(({ reason }) => reason))).toEqual(new Set(['shared']));
    expect(waits.at(-1)?.sinceSeconds).toBeGreaterThanOrEqual(300);
  });

  test('is reported at once, after five minutes, then every ten', async () => {
    const clock = virtualClock();
    const waits: Wait[] = [];
    const slow = { remaining: 'x-left', size: 4500, refillPerSecond: 1 / 13 };
    const { http } = await client(always(100), { rateLimit: slow, clock, onWait: (wait) => waits.push(wait) });
    await http.fanOut(items(90), async (i) => void (await http.request({ path: pathTo`/${i}` })));
    const minutes = waits.map(({ sinceSeconds }) => sinceSeconds / 60);
    expect(minutes.length).toBeGreaterThanOrEqual(3);
    for (const [i, due] of [0, 5, 15, 25].slice(0, minutes.length).entries()) {
      // Requests come every 26 s.
      expect(minutes[i]).toBeGreaterThanOrEqual(due);
      expect(minutes[i]).toBeLessThan(due + 2);
    }
  });
});

describe('the end of a window', () => {
  const windows = { remaining: 'x-left', limit: 'x-limit', reset: 'x-reset' };
  const tells = (left: number, reset: number): Answer =>
    json([], { headers: { 'x-limit': '100', 'x-left': String(left), 'x-reset': String(reset) } });

  test('can be earlier than an earlier answer said', async () => {
    const clock = virtualClock();
    const start = clock.now();
    const { http } = await clientOf([tells(50, 60), tells(10, 1), tells(99, 60)], { rateLimit: windows, clock });
    for (let i = 0; i < 3; i++) await http.request({ path: pathTo`/${i}` });
    expect(clock.now() - start).toBe(1000);
  });
});

describe('a limit that is a list', () => {
  const steady = { remaining: 'RateLimit-Remaining', limit: 'RateLimit-Limit', reset: 'RateLimit-Reset', steady: true };

  test.each([
    '1000, 10000;window=60, 1000;window=60',
    '1000,10000;w=60,1000;w=60',
    '1000 , 10000; window=60',
    '1000, 36000;w=3600, 1000;comment="a minute";w=60',
    '1000;W = 60, 100000;W = 86400',
  ])('%s: the first number is the limit, which refills steadily', async (limit) => {
    const clock = virtualClock();
    const start = clock.now();
    const left = { tokens: 101, at: clock.now() };
    const { http } = await client(
      (request, response, body) => {
        left.tokens = Math.min(1000, left.tokens + ((clock.now() - left.at) / 1000) * (1000 / 60)) - 1;
        left.at = clock.now();
        const told = { 'RateLimit-Limit': limit, 'RateLimit-Remaining': String(Math.floor(left.tokens)) };
        json([], { headers: { ...told, 'RateLimit-Reset': '54' } })(request, response, body);
      },
      { rateLimit: steady, clock },
    );
    for (let i = 0; i < 20; i++) await http.request({ path: pathTo`/${i}` });
    expect(http.budgets()[0]).toMatchObject({ size: 1000, reserved: 100 });
    expect(Math.round(http.budgets()[0].refillPerSecond! * 60)).toBe(1000);
    // About 20 requests at 17 a second, and not the 54 s until the pool is full.
    expect((clock.now() - start) / 1000).toBeLessThan(4);
  });
});

describe('wrong headers', () => {
  const windows = { remaining: 'x-left', limit: 'x-limit', reset: 'x-reset' };
  const asked = async (
    told: Record<string, string>,
    requests: number,
    rateLimit: HttpOptions['rateLimit'] = windows,
  ) => {
    const clock = virtualClock();
    const start = clock.now();
    const { http } = await client(json([], { headers: told }), { rateLimit, clock });
    for (let i = 0; i < requests; i++) await http.request({ path: pathTo`/${i}` });
    return { http, seconds: (clock.now() - start) / 1000 };
  };

  test('that come twice count once', async () => {
    const { http } = await asked({ 'x-limit': '100, 100', 'x-left': '40, 40', 'x-reset': '30.5, 30.5' }, 1);
    expect(http.budgets()[0]).toMatchObject({ size: 100, remaining: 40 });
  });

  test('a negative remaining number counts as 0', async () => {
    const { seconds } = await asked({ 'x-limit': '100', 'x-left': '-3', 'x-reset': '20' }, 2);
    expect(seconds).toBe(20);
  });

  test.each(['1795661825', '99999999999999999999', '-7'])(
    'a window of %s s does not delay the client',
    async (reset) => {
      const { seconds } = await asked({ 'x-limit': '100', 'x-left': '0', 'x-reset': reset }, 5);
      expect(seconds).toBeLessThan(1);
    },
  );

  test('if no answer has the end of the window, requests are sent one after the other', async () => {
    let [atOnce, most] = [0, 0];
    const { http, asked } = await client(
      (_request, response) => {
        most = Math.max(most, (atOnce += 1));
        setTimeout(() => {
          atOnce -= 1;
          response.writeHead(200, { 'x-limit': '100', 'x-left': '0' }).end('[]');
        }, 5);
      },
      { rateLimit: windows, clock: virtualClock() },
    );
    await http.request({ path: pathTo`/first` });
    most = 0;
    await Promise.all(items(6).map((i) => http.request({ path: pathTo`/${i}` })));
    expect(most).toBe(1);
    expect(asked()).toHaveLength(7);
  });

  test('an answer without the end of the window belongs to the current window', async () => {
    const clock = virtualClock();
    const start = clock.now();
    const tells = (headers: Record<string, string>) => json([], { headers: { 'x-limit': '100', ...headers } });
    const answers = [
      tells({ 'x-left': '50', 'x-reset': '20' }),
      tells({ 'x-left': '10' }),
      tells({ 'x-left': '99', 'x-reset': '60' }),
    ];
    const { http } = await clientOf(answers, { rateLimit: windows, clock });
    for (const i of items(3)) await http.request({ path: pathTo`/${i}` });
    expect(clock.now() - start).toBe(20_000);
  });

  test('a window of 0 s is ignored', async () => {
    const steady = { ...windows, steady: true };
    const { http } = await asked({ 'x-limit': '100, 100;w=0', 'x-left': '40', 'x-reset': '60' }, 2, steady);
    expect(http.budgets()[0].refillPerSecond).toBeCloseTo(1);
  });
});
