import fc from 'fast-check';
import { missedRuns, nextRun, nextWindow, slotOf } from './next-run';
import { POLLING_INTERVAL_MINUTES, POLLING_INTERVALS, type CronExpression, type Schedule } from './schedule';

const id = fc.uuid();
const moment = fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const hour = fc.option(fc.integer({ min: 0, max: 23 }), { nil: undefined });
const dayOfWeek = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });

const enabled: fc.Arbitrary<Schedule> = fc
  .tuple(fc.constantFrom(...POLLING_INTERVALS.filter((each) => each !== 'DISABLED')), hour, dayOfWeek)
  .map(([pollingInterval, hour, dayOfWeek]) => {
    const cron = pollingInterval === 'ONE_WEEK' ? { hour, dayOfWeek } : pollingInterval === 'ONE_DAY' ? { hour } : {};
    return { pollingInterval, pollingIntervalCronExpression: cron };
  });
const hasPromise = (cron: CronExpression) => cron.hour !== undefined || cron.dayOfWeek !== undefined;
const periodOf = (schedule: Schedule) => POLLING_INTERVAL_MINUTES[schedule.pollingInterval]! * 60_000;

test('the next run is on a minute, after the moment and within one interval', () => {
  fc.assert(
    fc.property(enabled, id, moment, (schedule, instance, after) => {
      const run = nextRun(schedule, instance, after)!.getTime();
      expect(run).toBeGreaterThan(after.getTime());
      expect(run - after.getTime()).toBeLessThanOrEqual(periodOf(schedule));
      expect(run % 60_000).toBe(0);
    }),
  );
});

test('two runs are exactly one interval apart', () => {
  fc.assert(
    fc.property(enabled, id, moment, (schedule, instance, after) => {
      const first = nextRun(schedule, instance, after)!;
      expect(nextRun(schedule, instance, first)!.getTime() - first.getTime()).toBe(periodOf(schedule));
    }),
  );
});

test('a run lies inside the promised hour of the promised day', () => {
  fc.assert(
    fc.property(enabled, id, moment, (schedule, instance, after) => {
      const run = nextRun(schedule, instance, after)!;
      const { hour, dayOfWeek } = schedule.pollingIntervalCronExpression!;
      expect(run.getUTCHours()).toBe(hour ?? run.getUTCHours());
      expect(run.getUTCDay()).toBe(dayOfWeek ?? run.getUTCDay());
    }),
  );
});

test('slotOf gives the last run at or before a moment', () => {
  fc.assert(
    fc.property(enabled, id, moment, (schedule, instance, at) => {
      const slot = slotOf(schedule, instance, at)!;
      expect(slot.getTime()).toBeLessThanOrEqual(at.getTime());
      expect(slotOf(schedule, instance, slot)).toEqual(slot);
      expect(nextRun(schedule, instance, slot)).toEqual(nextRun(schedule, instance, at));
      expect(nextRun(schedule, instance, new Date(slot.getTime() - 1))).toEqual(slot);
    }),
  );
});

test('the next window holds a run and is not over', () => {
  const promising = enabled.filter(({ pollingIntervalCronExpression: cron }) => hasPromise(cron!));
  fc.assert(
    fc.property(promising, id, moment, (schedule, instance, at) => {
      const window = nextWindow(schedule, instance, at)!;
      expect(window.to.getTime()).toBeGreaterThan(at.getTime());
      expect(window.to.getTime() - at.getTime()).toBeLessThanOrEqual(periodOf(schedule));
      const run = nextRun(schedule, instance, new Date(window.from.getTime() - 1))!;
      expect(run.getTime()).toBeLessThan(window.to.getTime());
    }),
  );
});

test('a schedule without an hour or a day promises no window', () => {
  expect(nextWindow({ pollingInterval: 'ONE_DAY' }, 'any', new Date())).toBeUndefined();
  expect(nextWindow({ pollingInterval: 'FOUR_HOURS' }, 'any', new Date())).toBeUndefined();
});

test('a disabled instance has no run, no slot and no window', () => {
  const off: Schedule = { pollingInterval: 'DISABLED' };
  expect([nextRun, slotOf, nextWindow].map((of) => of(off, 'any', new Date()))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('instances with the same hour run at different minutes', () => {
  const daily: Schedule = { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 0 } };
  const at = new Date('2026-11-20T12:00:00Z');
  const minutes = new Set(Array.from({ length: 1000 }, (_, n) => nextRun(daily, `instance-${n}`, at)!.getUTCMinutes()));
  expect(minutes.size).toBe(60);
});

test('day 0 is a Sunday', () => {
  const weekly: Schedule = { pollingInterval: 'ONE_WEEK', pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 } };
  expect(nextWindow(weekly, 'any', new Date('2026-11-20T12:00:00Z'))).toEqual({
    from: new Date('2026-11-22T00:00:00Z'),
    to: new Date('2026-11-22T01:00:00Z'),
  });
});

describe('missedRuns', () => {
  const last = new Date('2026-11-10T00:08:00Z');
  const daily: Schedule = { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 0 } };
  test.each<[Schedule, string, number]>([
    [{ pollingInterval: 'DISABLED' }, '2027-11-10T00:00:00Z', 0],
    [{ pollingInterval: 'FIFTEEN_MINUTES' as 'ONE_DAY' }, '2027-11-10T00:00:00Z', 0],
    [{ pollingInterval: 'ONE_HOUR' }, '2026-11-10T01:07:59Z', 0],
    [{ pollingInterval: 'ONE_HOUR' }, '2026-11-10T01:08:00Z', 1],
    [{ pollingInterval: 'ONE_HOUR' }, '2026-11-10T03:08:00Z', 3],
    [daily, '2026-11-11T00:59:00Z', 0],
    [daily, '2026-11-11T01:00:00Z', 1],
    [daily, '2026-11-30T02:00:00Z', 20],
    [{ pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 5 } }, '2026-11-10T06:00:00Z', 1],
    [{ pollingInterval: 'ONE_WEEK', pollingIntervalCronExpression: { dayOfWeek: 2 } }, '2026-11-17T23:59:00Z', 0],
    [{ pollingInterval: 'ONE_WEEK', pollingIntervalCronExpression: { dayOfWeek: 2 } }, '2026-11-18T00:00:00Z', 1],
  ])('%j at %s missed %i runs', (schedule, now, missed) => {
    expect(missedRuns(schedule, 'an-instance', last, new Date(now))).toBe(missed);
  });
});
