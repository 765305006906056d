import { CRASH_POINTS, type CrashPoint } from '../../crash-points';
import { describeWithSqlite } from '../collector';
import { inTurns } from './in-turns';
import { killAt, killAtRandom, type Outcome } from './scenarios';
import { SINKS } from './world';

/** The whole matrix is `npm run kill-matrix`; here every point once, each with another sink. */
describeWithSqlite('a collector that is killed', () => {
  test('loses nothing, doubles nothing and tears nothing, wherever it is killed', async () => {
    const outcomes = new Map<string, Outcome>();
    const points = Object.keys(CRASH_POINTS) as CrashPoint[];
    const work = points.map((point, i) => async () => {
      outcomes.set(point, await killAt(point, [1 + (i % 3)], SINKS[i % SINKS.length], i % 3));
    });
    work.push(async () => void outcomes.set('random', await killAtRandom(5, 'ndjson', 7)));
    work.push(async () => void outcomes.set('restore', await killAtRandom(3, 'ndjson', 8, 'restore')));
    work.push(async () => void outcomes.set('jumps', await killAtRandom(3, 'webhook', 9, 'jumps')));
    await inTurns(work, 2);
    for (const [point, { kills, lost, duplicate, torn, wrong }] of outcomes) {
      expect([point, kills > 0, lost, duplicate, torn, wrong]).toEqual([point, true, 0, 0, 0, []]);
    }
  }, 300_000);
});
