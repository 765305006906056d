import { CRASH_POINTS, type CrashPoint } from '../../crash-points';
import { describeWithPostgres, describeWithSqlite } from '../collector';
import { startPostgres } from '../postgres';
import { runConcurrently } from './run-concurrently';
import { killAt, killAtRandom, type Outcome } from './scenarios';
import { sinksFrom, type Place } from './world';

const SQLITE: Place = { engine: 'sqlite' };

/** `npm run kill-matrix` runs the whole matrix. This test kills once at each point, with different sinks. */
describeWithSqlite('a collector that is killed', () => {
  test('a killed collector loses nothing, doubles nothing and tears nothing', async () => {
    const outcomes = new Map<string, Outcome>();
    const points = Object.keys(CRASH_POINTS) as CrashPoint[];
    const work = points.map((point, i) => async () => {
      outcomes.set(point, await killAt(point, [1 + (i % 3)], { sinks: sinksFrom(i), seed: i % 3, place: SQLITE }));
    });
    work.push(
      async () => void outcomes.set('random', await killAtRandom(5, { sinks: sinksFrom(0), seed: 7, place: SQLITE })),
    );
    work.push(
      async () =>
        void outcomes.set('restore', await killAtRandom(3, { sinks: sinksFrom(0), seed: 8, place: SQLITE }, 'restore')),
    );
    work.push(
      async () =>
        void outcomes.set('jumps', await killAtRandom(3, { sinks: sinksFrom(1), seed: 9, place: SQLITE }, 'jumps')),
    );
    await runConcurrently(work, 2);
    expectNoLoss(outcomes);
  }, 300_000);
});

describeWithPostgres('a collector of PostgreSQL that is killed', () => {
  test('a killed collector with PostgreSQL loses nothing, doubles nothing and tears nothing', async () => {
    const server = await startPostgres();
    const place: Place = { engine: 'postgres', server };
    try {
      const outcomes = new Map<string, Outcome>();
      const points: CrashPoint[] = ['F4', 'D3'];
      const work = points.map((point, i) => async () => {
        outcomes.set(point, await killAt(point, [1 + (i % 2)], { sinks: sinksFrom(i), seed: i % 3, place }));
      });
      work.push(
        async () =>
          void outcomes.set('restore', await killAtRandom(2, { sinks: sinksFrom(0), seed: 8, place }, 'restore')),
      );
      await runConcurrently(work, 2);
      expectNoLoss(outcomes);
    } finally {
      await server.stop();
    }
  }, 300_000);
});

function expectNoLoss(outcomes: ReadonlyMap<string, Outcome>): void {
  for (const [point, { kills, lost, duplicate, torn, wrong }] of outcomes)
    expect([point, kills > 0, lost, duplicate, torn, wrong]).toEqual([point, true, 0, 0, 0, []]);
}
