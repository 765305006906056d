import { pathTo } from './address';
import type { RateLimitHeaders } from './headers';
import { clientOf } from './testing/client';
import { json } from './testing/scripted-server';
import { virtualClock } from './testing/virtual-clock';

/** Our clock's beginning, and the provider's own, which is an hour behind. */
const OURS = Date.UTC(2026, 0, 1);
const THEIRS = OURS - 3_600_000;
const dateOf = (ms: number) => new Date(ms).toUTCString();

/** The milliseconds that two requests took, of which the first was answered so and the others with a success. */
async function waited(status: number, headers: Record<string, string>, rateLimit?: RateLimitHeaders): Promise<number> {
  const date = dateOf(THEIRS);
  const good = json([], { headers: { date } });
  const first = json({ message: 'wait' }, { status, headers: { date, ...headers } });
  const clock = virtualClock(OURS);
  const { http } = await clientOf([first, good], { clock, random: () => 0, rateLimit });
  for (const name of ['first', 'second']) await http.request({ path: pathTo`/${name}` });
  return clock.now() - OURS;
}

describe.each([
  ['in seconds', '9'],
  ['as a date', dateOf(THEIRS + 9000)],
  ['as a Unix time', String((THEIRS + 9000) / 1000)],
])('a time %s is compared with the clock of the provider', (_form, value) => {
  test.each([429, 503])('in Retry-After of a %i', async (status) => {
    expect(await waited(status, { 'Retry-After': value })).toBe(9000);
  });

  test.each(['RateLimit-Reset', 'X-RateLimit-Reset'])('in %s of a 429', async (reset) => {
    expect(await waited(429, { [reset]: value }, { remaining: 'RateLimit-Remaining', reset })).toBe(9000);
  });

  test.each(['RateLimit-Reset', 'X-RateLimit-Reset'])('in %s of a window that is used up', async (reset) => {
    const names = { remaining: 'RateLimit-Remaining', limit: 'RateLimit-Limit', reset };
    const spent = { 'RateLimit-Remaining': '0', 'RateLimit-Limit': '100', [reset]: value };
    expect(await waited(200, spent, names)).toBe(9000);
  });
});

test.each(['soon', '', dateOf(THEIRS - 60_000), '-5'])(
  'a Retry-After of "%s" is no future time: the client chooses the pause',
  async (value) => {
    expect(await waited(429, { 'Retry-After': value })).toBe(2000);
  },
);
