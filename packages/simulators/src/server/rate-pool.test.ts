import { createRatePool } from './rate-pool';

test('a pool gives its tokens, refills over time, and never holds more than its size', () => {
  let seconds = 0;
  const pool = createRatePool({ size: 4, refillPerSecond: 0.5, remaining: 1 }, () => seconds * 1000);
  expect([pool.take(), pool.take(), pool.remaining(), pool.secondsUntilNext()]).toEqual([true, false, 0, 2]);
  seconds = 1.5;
  expect([pool.take(), pool.secondsUntilNext()]).toEqual([false, 0.5]);
  seconds = 2;
  expect([pool.secondsUntilNext(), pool.take(), pool.remaining()]).toEqual([0, true, 0]);
  seconds = 1000;
  expect(pool.remaining()).toBe(4);
});
