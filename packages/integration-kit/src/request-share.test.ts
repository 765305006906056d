import { describeShare, sumOfShares } from './request-share';

test('what the steps log is added up again from the log', () => {
  const log = [
    describeShare({ requests: 12, retries: 2, rateLimitWaits: 1, rateLimitWaitMs: 1500 }),
    'something else',
    `INFO: ${describeShare({ requests: 30, retries: 0, rateLimitWaits: 0, rateLimitWaitMs: 0 })}`,
  ].join('\n');
  expect(sumOfShares(log)).toEqual({ requests: 42, retries: 2, rateLimitWaits: 1, rateLimitWaitMs: 1500 });
});
