import { createRoom } from './room';

const never = new AbortController().signal;
const isDone = async (promise: Promise<void>) => {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise(setImmediate);
  return done;
};

test('the body that began first goes on; the others wait where they hold more than a quarter together', async () => {
  const room = createRoom(100);
  const [first, second, third] = [room.enter(), room.enter(), room.enter()];
  await first.take(100, never);
  await second.take(25, never);
  const waits = third.take(1, never);
  expect(await isDone(waits)).toBe(false);
  first.leave();
  await second.take(60, never);
  await waits;
});

test('one that is given up waits no more', async () => {
  const room = createRoom(100);
  const ends = new AbortController();
  room.enter();
  const waits = room.enter().take(50, ends.signal);
  expect(await isDone(waits)).toBe(false);
  ends.abort();
  await waits;
});
