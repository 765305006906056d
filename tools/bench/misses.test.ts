import type { Benchmark } from './benchmark';
import type { Row } from './run-benchmark';
import type { Measured } from './measure';
import { missesOf } from './misses';
import { readOptions, type Options } from './options';

const benchmark = {
  limit: { requests: 100, seconds: 4, mebibytes: 200 },
  rateLimited: { seconds: (requests: number) => requests },
} as unknown as Benchmark;

const OPTIONS: Options = { floor: false, scale: 1, rateLimit: false, runs: 3 };

function row(measured: Partial<Measured>, about: Partial<Row> = {}): Row {
  const whole: Measured = {
    ...{ requests: 100, retries: 0, waits: 0, waitSeconds: 0, seconds: 3.9, cpuSeconds: 3, mebibytes: 199 },
    ...{ entities: 1, relationships: 1, problems: [] },
    ...measured,
  };
  return { variant: 'compiled', scale: 1, refused: 0, ...about, measured: whole };
}

test.each([
  ['the requests of the limit, and less time and memory', {}, []],
  ['one request more', { requests: 101 }, ['more than 100 requests']],
  ['the time of the limit', { seconds: 4 }, ['not under 4 s']],
  ['the memory of the limit', { mebibytes: 200 }, ['not under 200 MiB']],
  ['a graph that is not the data', { problems: ['1 team instead of 2'] }, ['1 team instead of 2']],
])('%s: the misses are reported', (_name, measured, misses) => {
  const only = row(measured);
  expect(missesOf(only, [only], benchmark, OPTIONS)).toEqual(misses);
});

test('with a rate limit, a run may take a tenth more time than required, but get no 429', () => {
  const options = { ...OPTIONS, rateLimit: true };
  const kept = row({ seconds: 109 });
  expect(missesOf(kept, [kept], benchmark, options)).toEqual([]);
  const late = row({ seconds: 111 }, { refused: 2 });
  expect(missesOf(late, [late], benchmark, options)).toEqual(['more than 110.0 s', '2 answers were 429']);
});

test('the real duration counts when time passes faster', () => {
  const options = { ...OPTIONS, rateLimit: true };
  const quick = { ...benchmark, rateLimited: { ...benchmark.rateLimited, speed: 60 } } as Benchmark;
  const kept = row({ seconds: 109 / 60 });
  expect(missesOf(kept, [kept], quick, options)).toEqual([]);
  const late = row({ seconds: 111 / 60 });
  expect(missesOf(late, [late], quick, options)).toEqual(['more than 110.0 s']);
});

test('time may grow as fast as the data, and memory may be 60 MiB above the floor', () => {
  const rows = [
    row({ seconds: 3 }),
    row({ seconds: 31, mebibytes: 361 }, { scale: 10 }),
    row({ seconds: 9, mebibytes: 300 }, { scale: 10, variant: 'floor' }),
  ];
  expect(missesOf(rows[1], rows, benchmark, { ...OPTIONS, scale: 10 })).toEqual([
    '61 MiB above the floor',
    '10.3 times the time for 10 times the data',
  ]);
});

test('the limits do not apply to another checkout', () => {
  const other = row({ requests: 900, problems: ['1 team instead of 2'] }, { variant: 'against' });
  expect(missesOf(other, [row({}), other], benchmark, OPTIONS)).toEqual([]);
});

test.each([
  [['--integration', 'hiroku'], '--integration is "hiroku". Allowed: heroku, pagerduty'],
  [['--scale', '0'], '--scale is "0". Allowed: above 0, at most 100.'],
  [['--runs', '1.5'], '--runs is "1.5". Allowed: a whole number from 1.'],
  [['--against', '/nowhere'], '--against is "/nowhere". Allowed: the folder of a checkout of this repository.'],
  [['--flor'], "Unknown option '--flor'"],
])('readOptions refuses %j with a message', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
