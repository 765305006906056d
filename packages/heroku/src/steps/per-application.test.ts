import { EVERYTHING, run, simulated, tidyData } from '../testing/simulated';
import { outlook } from './per-application';

const announced = (log: string) => [...log.matchAll(/"msg":"(Reading [^"]*)"/g)].map(([, message]) => message);

test('the log names the requests of a step and the rest of the rate limit before the step starts', async () => {
  const rateLimit = { size: 4500, refillPerSecond: 1.25, remaining: 4000 };
  const heroku = await simulated({ data: tidyData(), rateLimit });
  const { log } = await run(heroku, { config: EVERYTHING });
  expect(announced(log).sort()).toEqual([
    expect.stringMatching(
      /^Reading certificates takes at least 6 requests: one for each application \(18 with the other sources that read each application\), and one more for each further 1,000 certificates of an application\. 39\d\d of 4500 requests are left, of which 450 are reserved for your other tools\.$/,
    ),
    expect.stringContaining('Reading domains takes at least 6 requests'),
    expect.stringContaining('Reading log drains takes at least 6 requests'),
  ]);
});

const POOL = { pool: 'api.heroku.com', size: 4500, reserved: 450, refillPerSecond: 75 / 60 };

test.each([
  ['enough', 4000, 3000, '4000 of 4500 requests are left, of which 450 are reserved for your other tools.'],
  ['just enough', 3450, 3000, '3450 of 4500 requests are left, of which 450 are reserved for your other tools.'],
  [
    'too little',
    3450,
    9000,
    expect.stringMatching(/other tools\. Heroku adds 75 each minute: this takes about 80 minutes\.$/),
  ],
  ['less than the reserve', 200, 75, expect.stringMatching(/^200 of 4500 .* about 5 minutes\.$/)],
  ['unknown', undefined, 75, 'How many requests are left is not known.'],
])('if %s is left, the log says so', (_name, remaining, needed, words) => {
  expect(outlook(needed, { ...POOL, remaining })).toEqual(words);
});
