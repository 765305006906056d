import { clockAt, systemClock } from './waits';

test('a faster clock lets the same time pass in a shorter sleep', async () => {
  const clock = clockAt(50);
  const [now, real] = [clock.now(), systemClock.now()];
  await clock.sleep(2000);
  // Timers may fire a moment early.
  expect(clock.now() - now).toBeGreaterThanOrEqual(1950);
  expect(systemClock.now() - real).toBeLessThan(1950);
});

test('a clock at speed 1 is the system clock', () => {
  expect(clockAt(1)).toBe(systemClock);
});

test("the clock does not jump with the system's time", () => {
  const before = systemClock.now();
  const jump = jest.spyOn(Date, 'now').mockReturnValue(before + 40 * 86_400_000);
  const after = systemClock.now();
  jump.mockRestore();
  expect(after - before).toBeLessThan(10_000);
  expect(Math.abs(after - Date.now())).toBeLessThan(60_000);
});
