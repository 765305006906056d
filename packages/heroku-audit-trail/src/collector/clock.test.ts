import { auditDay } from '@j1-integrations/simulators';
import { createHerokuTime } from '../source/heroku-time';
import { openCollectorStore } from '../store/store';
import { describeWithSqlite, HOUR, NOON, TODAY, useCollector } from '../testing/collector';

const EVENTS = '/enterprise-accounts/*/events';
const DAY = 24 * HOUR;

describeWithSqlite('the day of the collector', () => {
  const collector = useCollector();
  const days = async () => {
    const store = await openCollectorStore(collector.dataDir);
    try {
      return (await store.days.all('heroku')).map(({ day }) => day);
    } finally {
      await store.close();
    }
  };
  beforeEach(async () => {
    collector.trail.publish(auditDay({ day: TODAY, events: 1 })[0]);
    await collector.run('collect --once');
    expect(await days()).toEqual(['2026-05-29', TODAY]);
  });

  test.each([401, 404, 422, 503])('a %i tells the day too, and adds no later day', async (status) => {
    collector.now += DAY;
    collector.heroku.fault({ kind: 'status', status, path: EVENTS });
    expect((await collector.run('collect --once')).code).not.toBe(0);
    expect((await days()).at(-1)).toBe(status === 401 || status === 404 ? TODAY : '2026-05-31');
    collector.heroku.clearFaults();
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(await days()).toEqual(['2026-05-29', TODAY, '2026-05-31']);
  });

  test.each([
    ['a refused connection', { HEROKU_API_URL: 'http://127.0.0.1:1' }],
    ['a page of a proxy with its own time', {}],
  ])('%s does not tell the day: no day is added, and none ends', async (_what, env) => {
    collector.heroku.fault({ kind: 'html', path: EVENTS });
    expect((await collector.run('collect --once', env)).code).toBe(69);
    expect(await days()).toEqual(['2026-05-29', TODAY]);
    expect((await collector.run('status')).stdout).toContain('No gap');
  });

  test.each(['1970-01-01', '2024-02-03', '2099-01-01'])(
    'the collector does not use the time %s of Heroku, and reports both clocks',
    async (day) => {
      const before = [await collector.state('2026-05-29'), await collector.state(TODAY)];
      collector.now = Date.parse(`${day}T12:00:00Z`);
      const { code, stderr } = await collector.run('collect --once');
      expect([code, stderr]).toEqual([69, expect.stringContaining(`Heroku's clock says ${day}T12:00:`)]);
      expect(stderr).toMatch(/, and this machine's clock 20\d\d-.*: Heroku's is not used/);
      expect([await collector.state('2026-05-29'), await collector.state(TODAY)]).toEqual(before);
      expect(await days()).toEqual(['2026-05-29', TODAY]);
      const status = await collector.run('status');
      expect(status.stdout).toContain('No gap');
      expect(status.stdout).toContain('failed last');
      collector.now = NOON + HOUR;
      collector.trail.publish(auditDay({ day: TODAY, events: 2 })[1]);
      expect((await collector.run('collect --once')).code).toBe(0);
      expect(await collector.rows()).toHaveLength(2);
    },
  );

  test.each(['1970-01-01', '2099-01-01'])('a first run stores nothing if Heroku says that it is %s', async (day) => {
    const env = { HEROKU_AUDIT_TRAIL_DATA_DIR: `${collector.dataDir}-new` };
    collector.now = Date.parse(`${day}T12:00:00Z`);
    expect(await collector.run('collect --once', env)).toMatchObject({
      code: 69,
      stderr: expect.stringContaining("Heroku's is not used"),
    });
    expect((await collector.run('status', env)).stdout).toContain('Nothing was read yet.');
    collector.now = NOON + HOUR;
    const { code, stderr } = await collector.run('collect --once', env);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${TODAY}: 1 new event of 1`)]);
    expect(stderr).toContain('heroku: 3 requests\n');
  });

  test('status names a day that ended after it was last read', async () => {
    expect((await collector.run('status')).stdout).toContain('No gap: every day that is over was read to its end.');
    const store = await openCollectorStore(collector.dataDir);
    await store.transaction(({ sources }) => sources.heardTime('heroku', NOON + DAY));
    await store.close();
    const { stdout } = await collector.run('status');
    expect(stdout).toContain(`No gap so far. The next collect reads what came since the last one: heroku ${TODAY}.`);
    collector.now += DAY;
    await collector.run('collect --once');
    expect((await collector.run('status')).stdout).toContain('No gap: every day that is over was read to its end.');
  });

  describe('a date that differs from the earlier ones and from this machine', () => {
    const { env, far } = { env: {} as NodeJS.ProcessEnv, far: 30 * DAY };
    const collect = () => collector.run('collect --once', env);
    const today = () => new Date().toISOString().slice(0, 10);
    beforeEach(async () => {
      // Heroku's clock and this machine's are the same.
      env.HEROKU_AUDIT_TRAIL_DATA_DIR = collector.env.HEROKU_AUDIT_TRAIL_DATA_DIR = `${collector.dataDir}-real`;
      collector.now = Date.now();
      expect((await collect()).stderr).not.toContain('clock');
    });
    const known = async () => {
      const store = await openCollectorStore(env.HEROKU_AUDIT_TRAIL_DATA_DIR!);
      const found = (await store.days.all('heroku')).map(({ day }) => day);
      await store.close();
      return found;
    };

    test.each([far, -far])(
      'the collector reports the date and does not use it, however long it lasts: %d ms',
      async (ahead) => {
        collector.now = Date.now() + ahead;
        for (let i = 0; i < 3; i += 1) {
          collector.trail.publish(auditDay({ day: today(), events: 3 })[i]);
          const { code, stderr } = await collect();
          expect([code, stderr]).toEqual([0, expect.stringContaining('1 new event of')]);
          expect(stderr).toContain(`Heroku's answer says ${new Date(collector.now).toISOString().slice(0, 10)}`);
        }
        const days = await known();
        expect([days.length <= 3, days.at(-1)! <= today()]).toEqual([true, true]);
        expect((await collector.run('status', env)).stdout).toContain('No gap');
      },
    );

    test('a wrong date in one answer changes nothing', async () => {
      const date = new Date(Date.now() + far).toUTCString();
      const headers = { 'content-type': 'application/json', date };
      collector.heroku.fault({ kind: 'status', status: 200, body: '[]', headers, path: EVENTS, times: 1 });
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([
        0,
        expect.not.stringContaining(`heroku ${new Date(date).toISOString().slice(0, 10)}`),
      ]);
      expect((await known()).at(-1)! <= today()).toBe(true);
    });
  });

  test('after a first run with a wrong date, the collector still reads the days before that date', async () => {
    const env = { HEROKU_AUDIT_TRAIL_DATA_DIR: `${collector.dataDir}-new` };
    collector.now = NOON + 30 * DAY;
    expect((await collector.run('collect --once', env)).code).toBe(0);
    collector.now = NOON;
    expect((await collector.run('collect --once', env)).stderr).toContain(`${TODAY}: 1 new event of 1`);
    expect((await collector.run('status', env)).stdout).toContain(
      'No gap: every day that is over was read to its end.',
    );
  });

  test('the collector deletes days after today, which only a wrong clock can have added', async () => {
    const store = await openCollectorStore(collector.dataDir);
    await store.transaction((tx) => tx.days.ensure('heroku', TODAY, '2026-07-09'));
    await store.close();
    expect((await collector.run('status --json')).stdout).toContain('"NEW": 0');
    await collector.run('collect --once');
    expect(await days()).toEqual(['2026-05-29', TODAY]);
  });
});

test("Heroku's time continues by the monotonic clock", () => {
  let [wall, running] = [NOON + 40 * DAY, 5000];
  const time = createHerokuTime(
    () => wall,
    () => running,
  );
  const answer = (ms: number, type = 'application/json') =>
    time.learnFrom(new Headers({ date: new Date(ms).toUTCString(), 'content-type': type }));
  expect([time.isKnown(), time.now()]).toEqual([false, wall]);
  answer(NOON);
  expect([time.isKnown(), time.now(), time.aheadMs()]).toEqual([true, NOON, -40 * DAY]);
  wall -= 80 * DAY;
  running += HOUR;
  expect([time.now(), time.aheadMs()]).toEqual([NOON + HOUR, 40 * DAY + HOUR]);
  // Dates are rounded down, so an earlier date within the same second changes nothing.
  running += 900;
  answer(NOON + HOUR);
  expect(time.now()).toBe(NOON + HOUR + 900);
  answer(NOON + DAY, 'text/html');
  expect(time.now()).toBe(NOON + HOUR + 900);
});

test('a date that is far from the earlier ones is used only where this machine says nothing else', () => {
  let wall = NOON;
  const time = createHerokuTime(
    () => wall,
    () => wall,
  );
  const answer = (ms: number) =>
    time.learnFrom(new Headers({ date: new Date(ms).toUTCString(), 'content-type': 'application/json' }));
  time.resume(NOON);
  answer(NOON + 3 * DAY);
  expect([time.now(), time.unused()]).toEqual([NOON, NOON + 3 * DAY]);
  answer(NOON + HOUR);
  expect([time.now(), time.unused()]).toEqual([NOON + HOUR, undefined]);
  wall += 2 * DAY;
  expect(time.now()).toBe(NOON + HOUR + 2 * DAY);
});
