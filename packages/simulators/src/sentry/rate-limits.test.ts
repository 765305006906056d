import { createLimiter, createLimiters } from './rate-limits';

test('a window begins at a multiple of its length, not at the first request', () => {
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

test('endpoints have different real limits', () => {
  const limiterOf = createLimiters({});
  const limitOf = (endpoint: string) => limiterOf(endpoint).admit().headers['X-Sentry-Rate-Limit-Limit'];
  expect(limitOf('/teams/:organization/:team/members/')).toBe('40');
  expect(limitOf('/organizations/:organization/repos/')).toBe('200');
  expect(limitOf('/organizations/:organization/issues/')).toBe('3');
});

test('with a shared limit, all endpoints have the same limiter', () => {
  const limiterOf = createLimiters({ shared: true });
  expect(limiterOf('/a/')).toBe(limiterOf('/b/'));
});
