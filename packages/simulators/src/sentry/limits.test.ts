import { createLimiter, createLimiters } from './limits';

test('a window begins anew at a multiple of its length, whenever the first request came', () => {
  let now = 10_900;
  const limiter = createLimiter({ requests: 2, windowSeconds: 1, concurrent: 9 }, () => now);
  const admitted = () => limiter.admit().refusal === undefined;
  expect([admitted(), admitted(), admitted()]).toEqual([true, true, false]);
  now = 11_000;
  expect(limiter.admit().headers).toMatchObject({
    'X-Sentry-Rate-Limit-Remaining': '1',
    'X-Sentry-Rate-Limit-Reset': '12',
    'X-Sentry-Rate-Limit-ConcurrentRemaining': '6',
  });
});

test('the real limits differ from endpoint to endpoint', () => {
  const limiterOf = createLimiters({});
  const limitOf = (endpoint: string) => limiterOf(endpoint).admit().headers['X-Sentry-Rate-Limit-Limit'];
  expect(limitOf('/teams/:organization/:team/members/')).toBe('40');
  expect(limitOf('/organizations/:organization/repos/')).toBe('200');
  expect(limitOf('/organizations/:organization/issues/')).toBe('3');
});

test('endpoints with a shared limit use it up for each other', () => {
  const limiterOf = createLimiters({ shared: true });
  expect(limiterOf('/a/')).toBe(limiterOf('/b/'));
});
