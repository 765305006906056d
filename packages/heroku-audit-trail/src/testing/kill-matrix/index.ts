import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRASH_POINTS, type CrashPoint } from '../../crash-points';
import { hasPostgres, startPostgres } from '../postgres';
import { inTurns } from './in-turns';
import { killAt, killAtRandom, type Disturbance, type Outcome } from './scenarios';
import { SINKS, type Engine, type Place, type SinkType } from './world';

const OCCURRENCES = [1, 2, 3, 4, 5];
const SEEDS = [0, 1, 2];
const RANDOM_KILLS = 1000;
const DISTURBED_KILLS = 300;
const PER_WORLD = 25;
const DISTURBANCES: Record<Disturbance, string> = {
  none: 'anywhere, at random',
  restore: 'anywhere, and a backup is restored',
  jumps: 'anywhere, while the clock jumps',
};

const TABLE = join(__dirname, '../../../docs/kill-matrix.md');

interface Row {
  what: string;
  engine: Engine;
  sink: SinkType;
  outcomes: Outcome[];
}

/** `npm run kill-matrix -- restored` plays only the rows of which the name, the engine and the sink have that in them. */
const [only] = process.argv.slice(2);

interface Play {
  row: Row;
  play: () => Promise<Outcome>;
}

/** Kills the collector everywhere, and writes down what came of it. */
async function main(): Promise<void> {
  const server = hasPostgres() ? await startPostgres() : undefined;
  if (!server) process.stderr.write('PostgreSQL is not installed: its rows are left out.\n');
  const places: Place[] = [{ engine: 'sqlite' }, ...(server ? [{ engine: 'postgres', server } as const] : [])];
  try {
    await playAll([...placesByKind(places)].filter(isWanted));
  } finally {
    await server?.stop();
  }
}

const isWanted = ({ row: { what, engine, sink } }: Play) =>
  only === undefined || `${what} ${engine} ${sink}`.includes(only);

/** Every kind of world first with one seed: what is wrong everywhere shows soon, and a run that is ended has all kinds. */
function* placesByKind(places: readonly Place[]): Generator<Play> {
  const each = places.flatMap((place) => SINKS.map((sink) => ({ place, sink })));
  const ofPoints = (Object.keys(CRASH_POINTS) as CrashPoint[]).flatMap((point) =>
    each.map(({ place, sink }) => ({
      point,
      place,
      sink,
      row: rowOf(`${point}: ${CRASH_POINTS[point]}`, place, sink),
    })),
  );
  const atRandom = (Object.entries(DISTURBANCES) as [Disturbance, string][]).flatMap(([disturbance, what]) =>
    each.map(({ place, sink }) => ({ disturbance, place, sink, row: rowOf(what, place, sink) })),
  );
  const most = Math.max(...atRandom.map(({ disturbance }) => worldsOf(disturbance)), SEEDS.length);
  for (let round = 0; round < most; round += 1) {
    if (round in SEEDS) {
      for (const { point, place, sink, row } of ofPoints)
        yield { row, play: () => killAt(point, OCCURRENCES, sink, SEEDS[round], place) };
    }
    for (const { disturbance, place, sink, row } of atRandom) {
      const seed = 1000 * SINKS.indexOf(sink) + round;
      if (round < worldsOf(disturbance))
        yield { row, play: () => killAtRandom(PER_WORLD, sink, seed, place, disturbance) };
    }
  }
}

const worldsOf = (disturbance: Disturbance) =>
  Math.ceil((disturbance === 'none' ? RANDOM_KILLS : DISTURBED_KILLS) / SINKS.length / PER_WORLD);

const rowOf = (what: string, { engine }: Place, sink: SinkType): Row => ({ what, engine, sink, outcomes: [] });

async function playAll(plays: readonly Play[]): Promise<void> {
  const startedAt = Date.now();
  const rows = [...new Set(plays.map(({ row }) => row))];
  const work = plays.map(({ row, play }) => async () => {
    const outcome = await play();
    row.outcomes.push(outcome);
    if (isBad(outcome)) process.stderr.write(`\n${row.what} ${row.engine} ${row.sink}: ${JSON.stringify(outcome)}\n`);
  });
  await inTurns(work, 2, (done) => {
    process.stderr.write(`\r${done} of ${work.length}`);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const table = describe(rows, `${done} of ${work.length} worlds in ${seconds} s`);
    // A run that is ended leaves a table of what it has done. Of a part of the matrix there is none.
    if (only === undefined) writeFileSync(TABLE, table);
    else if (done === work.length) process.stdout.write(`\n${table}`);
  });
  if (only === undefined) process.stderr.write(`\n${TABLE}\n`);
  if (rows.some(({ outcomes }) => outcomes.some(isBad))) process.exitCode = 1;
}

const isBad = ({ lost, duplicate, torn, wrong }: Outcome) => lost + duplicate + torn + wrong.length > 0;

function describe(rows: readonly Row[], done: string): string {
  const sum = (outcomes: readonly Outcome[], read: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + read(outcome), 0);
  const cells = ({ what, engine, sink, outcomes }: Row) => [
    what,
    engine,
    sink,
    sum(outcomes, ({ kills }) => kills),
    ...(['lost', 'duplicate', 'torn'] as const).map((key) => sum(outcomes, (outcome) => outcome[key])),
    sum(outcomes, ({ wrong }) => wrong.length),
    sum(outcomes, ({ repeated }) => repeated),
  ];
  const all = rows.flatMap(({ outcomes }) => outcomes);
  const line = (values: readonly (string | number)[]) => `| ${values.join(' | ')} |`;
  return `# Kill matrix

What is left after the collector was ended by SIGKILL, which nothing can catch. Made by \`npm run kill-matrix\`:
${done}, ${sum(all, ({ kills }) => kills)} kills, ${sum(all, ({ runs }) => runs)} processes. Each world is played with the table in a file
of SQLite, and with it in a real PostgreSQL.

Each world is a simulated account with 78 events on six days, of which some come late, one changes, one vanishes, and
six are such as could end a collector: nested thousands of levels deep, with values of config vars, with escape
sequences. One of these the webhook's receiver refuses, so that it is parked. Files have 3 kB at most, and are compressed at
once.
Heroku lists a fifth of them twice and in any order, cuts bodies, and answers 429 and 503; the webhook's receiver
sometimes takes a batch and does not say so. In a world the collector is killed at the first occurrence of a point, then
at its second, to the fifth, as far as there are so many, and is let go then; there are three worlds for each point and
sink. In the random rows half of the kills come from outside, at any instruction. In some of them a backup is restored that
is three hours old, and the restore is killed too (PostgreSQL's by the server's own means); in others the clock of the machine jumps by 40 days to and fro, while the
collector runs. The rows of the table are held against their chains as well.

- **lost**: events that Heroku listed and the table has not, or rows of the table that the sink has not.
- **duplicate**: the same row twice: in the table, in the files, or at the webhook under different idempotency keys.
- **torn**: lines of files, or of webhooks, that are not whole.
- **wrong**: anything else that is not as it should be, such as a change that was missed.
- **repeated**: rows that came again where the guarantee allows it.

${line(['killed at', 'table in', 'sink', 'kills', 'lost', 'duplicate', 'torn', 'wrong', 'repeated'])}
${line(['---', '---', '---', '--:', '--:', '--:', '--:', '--:', '--:'])}
${rows
  .filter(({ outcomes }) => outcomes.length > 0)
  .map((row) => line(cells(row)))
  .join('\n')}
`;
}

void main();
