import { CRASH_POINTS, type CrashPoint } from '../../crash-points';
import { killAt, killAtRandom, type Disturbance, type Outcome, type Setting } from './scenarios';
import { sinksFrom, type Place } from './world';

const OCCURRENCES = [1, 2, 3, 4, 5];
const SEEDS = [0, 1, 2];
const FIRST_SINKS = [0, 1, 2, 3];
const PER_WORLD = 25;
const AT_RANDOM: Record<Disturbance, { what: string; worlds: number }> = {
  none: { what: 'anywhere, at random', worlds: 10 },
  restore: { what: 'anywhere, and a backup is restored', worlds: 3 },
  jumps: { what: 'anywhere, while the clock jumps', worlds: 3 },
};

export interface Play {
  /** The point at which the collector is killed. */
  what: string;
  engine: Place['engine'];
  first: string;
  name: string;
  play: () => Promise<Outcome>;
}

const isOfDelivery = (point: CrashPoint) => point.startsWith('D');

/**
 * Yields all kinds of worlds with the first seed, then with the next one. So an early end of the run has all kinds. Points of
 * a delivery are tested with each sink as the first one.
 */
export function* worldsByKind(places: readonly Place[]): Generator<Play> {
  const points = Object.keys(CRASH_POINTS) as CrashPoint[];
  const rounds = Math.max(SEEDS.length, ...Object.values(AT_RANDOM).map(({ worlds }) => worlds));
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, point] of points.entries()) {
      if (!(round in SEEDS)) break;
      const firsts = isOfDelivery(point) ? FIRST_SINKS : [(i + round) % FIRST_SINKS.length];
      for (const [place, first] of pairs(places, firsts)) {
        const setting = { sinks: sinksFrom(first), seed: SEEDS[round], place };
        yield playOf(`${point}: ${CRASH_POINTS[point]}`, setting, () => killAt(point, OCCURRENCES, setting));
      }
    }
    for (const [disturbance, { what, worlds }] of Object.entries(AT_RANDOM) as [
      Disturbance,
      { what: string; worlds: number },
    ][]) {
      if (round >= worlds) continue;
      for (const [place, first] of pairs(places, FIRST_SINKS)) {
        const setting = { sinks: sinksFrom(first), seed: 1000 * first + round, place };
        yield playOf(what, setting, () => killAtRandom(PER_WORLD, setting, disturbance));
      }
    }
  }
}

const pairs = <A, B>(some: readonly A[], others: readonly B[]): [A, B][] =>
  some.flatMap((one) => others.map((other): [A, B] => [one, other]));

function playOf(
  what: string,
  { sinks: [first], seed, place: { engine } }: Setting,
  play: () => Promise<Outcome>,
): Play {
  return { what, engine, first, name: `${what} ${engine} ${first} ${seed}`, play };
}
