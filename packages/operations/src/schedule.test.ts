import fc from 'fast-check';
import {
  changeSchedule,
  checkChange,
  POLLING_INTERVALS,
  ScheduleError,
  type Schedule,
  type ScheduleChange,
} from './schedule';

const interval = fc.constantFrom(...POLLING_INTERVALS);
const hour = fc.integer({ min: 0, max: 23 });
const dayOfWeek = fc.integer({ min: 0, max: 6 });
const present = { pollingInterval: 'ONE_WEEK', pollingIntervalCronExpression: { hour: 3, dayOfWeek: 5 } } as const;

describe('a schedule', () => {
  test('a daily run may set its hour, a weekly run its hour and its day', () => {
    expect(changeSchedule({ pollingInterval: 'DISABLED' }, { pollingInterval: 'ONE_DAY', hour: 0 })).toEqual({
      pollingInterval: 'ONE_DAY',
      pollingIntervalCronExpression: { hour: 0 },
    });
    expect(
      changeSchedule({ pollingInterval: 'DISABLED' }, { pollingInterval: 'ONE_WEEK', hour: 0, dayOfWeek: 0 }),
    ).toEqual({ pollingInterval: 'ONE_WEEK', pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 } });
  });

  test.each<[string, unknown, string]>([
    [
      'an interval that does not exist',
      { pollingInterval: 'ONE_MONTH' },
      'pollingInterval must be one of DISABLED, THIRTY_MINUTES, ONE_HOUR, FOUR_HOURS, EIGHT_HOURS, TWELVE_HOURS, ONE_DAY, ONE_WEEK; got "ONE_MONTH"',
    ],
    [
      'an hour past the day',
      { pollingInterval: 'ONE_DAY', hour: 24 },
      'pollingIntervalCronExpression.hour must be an integer from 0 to 23 (UTC); got 24',
    ],
    [
      'an hour that is text',
      { pollingInterval: 'ONE_DAY', hour: '7' },
      'pollingIntervalCronExpression.hour must be an integer from 0 to 23 (UTC); got "7"',
    ],
    [
      'an hour that is no number',
      { hour: NaN },
      'pollingIntervalCronExpression.hour must be an integer from 0 to 23 (UTC); got NaN',
    ],
    [
      'an hour that is a boolean',
      { hour: true },
      'pollingIntervalCronExpression.hour must be an integer from 0 to 23 (UTC); got true',
    ],
    ['a half hour', { hour: 1.5 }, 'pollingIntervalCronExpression.hour must be an integer from 0 to 23 (UTC); got 1.5'],
    [
      'a day by its name',
      { pollingInterval: 'ONE_WEEK', dayOfWeek: 'Sun' },
      'pollingIntervalCronExpression.dayOfWeek must be an integer from 0 (Sunday) to 6 (Saturday); got "Sun"',
    ],
    [
      'an eighth day',
      { pollingInterval: 'ONE_WEEK', dayOfWeek: 7 },
      'pollingIntervalCronExpression.dayOfWeek must be an integer from 0 (Sunday) to 6 (Saturday); got 7',
    ],
    [
      'a day for a daily run',
      { pollingInterval: 'ONE_DAY', hour: 1, dayOfWeek: 2 },
      'pollingIntervalCronExpression.dayOfWeek is only allowed with pollingInterval ONE_WEEK; pollingInterval is ONE_DAY; got 2',
    ],
    [
      'an hour for a run every four hours',
      { pollingInterval: 'FOUR_HOURS', hour: 1 },
      'pollingIntervalCronExpression.hour is only allowed with pollingInterval ONE_DAY or ONE_WEEK; pollingInterval is FOUR_HOURS; got 1',
    ],
    ['a minute', { minute: 5 }, 'minute is not part of a schedule; got 5'],
  ])('%s is refused with the field, its value and the allowed values', (_, change, message) => {
    expect(() => checkChange(change as ScheduleChange)).toThrow(ScheduleError);
    expect(() => checkChange(change as ScheduleChange)).toThrow(message);
  });

  test('every hour and every day is allowed with the right interval', () => {
    for (let hour = 0; hour < 24; hour++) {
      expect(() => checkChange({ pollingInterval: 'ONE_DAY', hour })).not.toThrow();
      for (let dayOfWeek = 0; dayOfWeek < 7; dayOfWeek++) {
        expect(() => checkChange({ pollingInterval: 'ONE_WEEK', hour, dayOfWeek })).not.toThrow();
      }
    }
  });

  test('an hour without an interval is checked against the present interval', () => {
    expect(() => checkChange({ hour: 4 })).not.toThrow();
    expect(() => changeSchedule({ pollingInterval: 'ONE_HOUR' }, { hour: 4 })).toThrow(/ONE_DAY or ONE_WEEK.*ONE_HOUR/);
  });
});

describe('a change of a schedule', () => {
  test('a new hour keeps the day', () => {
    expect(changeSchedule(present, { hour: 0 })).toEqual({
      pollingInterval: 'ONE_WEEK',
      pollingIntervalCronExpression: { hour: 0, dayOfWeek: 5 },
    });
  });

  test('a shorter interval drops the parts that it does not allow, without an error', () => {
    expect(changeSchedule(present, { pollingInterval: 'ONE_DAY' })).toEqual({
      pollingInterval: 'ONE_DAY',
      pollingIntervalCronExpression: { hour: 3 },
    });
    expect(changeSchedule(present, { pollingInterval: 'FOUR_HOURS' })).toEqual({ pollingInterval: 'FOUR_HOURS' });
  });

  test('null clears a part', () => {
    expect(changeSchedule(present, { hour: null, dayOfWeek: null })).toEqual({ pollingInterval: 'ONE_WEEK' });
  });
});

const change = fc.record(
  {
    pollingInterval: interval,
    hour: fc.oneof(hour, fc.constant(null), fc.integer(), fc.double(), fc.string()),
    dayOfWeek: fc.oneof(dayOfWeek, fc.constant(null), fc.integer(), fc.boolean()),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ScheduleChange>;

function attempt(change: () => Schedule): Schedule | ScheduleError {
  try {
    return change();
  } catch (error) {
    if (error instanceof ScheduleError) return error;
    throw error;
  }
}

function obeysTheRules({ pollingInterval, pollingIntervalCronExpression: cron = {} }: Schedule): boolean {
  return (
    POLLING_INTERVALS.includes(pollingInterval) &&
    [undefined, ...Array(24).keys()].includes(cron.hour) &&
    [undefined, ...Array(7).keys()].includes(cron.dayOfWeek) &&
    (cron.dayOfWeek === undefined || pollingInterval === 'ONE_WEEK') &&
    (cron.hour === undefined || pollingInterval === 'ONE_DAY' || pollingInterval === 'ONE_WEEK')
  );
}

test('any change gives a valid schedule as requested, or an error that names the field', () => {
  fc.assert(
    fc.property(interval, hour, dayOfWeek, change, (pollingInterval, presentHour, presentDay, asked) => {
      const weekly = changeSchedule({ pollingInterval: 'ONE_WEEK' }, { hour: presentHour, dayOfWeek: presentDay });
      const before = changeSchedule(weekly, { pollingInterval });
      const after = attempt(() => changeSchedule(before, asked));
      if (after instanceof ScheduleError) return after.message.startsWith(after.field);
      const { hour, dayOfWeek } = after.pollingIntervalCronExpression ?? {};
      return (
        obeysTheRules(after) &&
        (typeof asked.hour !== 'number' || hour === asked.hour) &&
        (typeof asked.dayOfWeek !== 'number' || dayOfWeek === asked.dayOfWeek)
      );
    }),
    { numRuns: 2000 },
  );
});
