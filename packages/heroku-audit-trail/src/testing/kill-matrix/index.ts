import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRASH_POINTS, type CrashPoint } from '../../crash-points';
import { inTurns } from './in-turns';
import { killAt, killAtRandom, type Disturbance, type Outcome } from './scenarios';
import { SINKS, type SinkType } from './world';

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
  sink: SinkType;
  outcomes: Outcome[];
}

/** `npm run kill-matrix -- restored` plays only the rows of which the name and the sink have that in them. */
const [only] = process.argv.slice(2);

/** Kills the collector everywhere, and writes down what came of it. */
async function main(): Promise<void> {
  const startedAt = Date.now();
  const rows: Row[] = [];
  const work: (() => Promise<void>)[] = [];
  const add = (row: Row, play: () => Promise<Outcome>) =>
    (only === undefined || `${row.what} ${row.sink}`.includes(only)) &&
    work.push(async () => {
      const outcome = await play();
      row.outcomes.push(outcome);
      if (isBad(outcome)) process.stderr.write(`\n${row.what} ${row.sink}: ${JSON.stringify(outcome)}\n`);
    });
  const points = Object.keys(CRASH_POINTS) as CrashPoint[];
  const rowOf = (point: CrashPoint, sink: SinkType): Row => {
    const row: Row = { what: `${point}: ${CRASH_POINTS[point]}`, sink, outcomes: [] };
    rows.push(row);
    return row;
  };
  const ofPoints = points.flatMap((point) => SINKS.map((sink) => ({ point, sink, row: rowOf(point, sink) })));
  // Every point first with one seed: what is wrong everywhere shows soon.
  for (const seed of SEEDS) {
    for (const { point, sink, row } of ofPoints) add(row, () => killAt(point, OCCURRENCES, sink, seed));
  }
  for (const [disturbance, what] of Object.entries(DISTURBANCES) as [Disturbance, string][]) {
    for (const [s, sink] of SINKS.entries()) {
      const row: Row = { what, sink, outcomes: [] };
      rows.push(row);
      const kills = Math.ceil((disturbance === 'none' ? RANDOM_KILLS : DISTURBED_KILLS) / SINKS.length);
      for (let left = kills; left > 0; left -= PER_WORLD) {
        add(row, () => killAtRandom(Math.min(left, PER_WORLD), sink, 1000 * s + left, disturbance));
      }
    }
  }
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
  const cells = ({ what, sink, outcomes }: Row) => [
    what,
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
${done}, ${sum(all, ({ kills }) => kills)} kills, ${sum(all, ({ runs }) => runs)} processes.

Each world is a simulated account with 78 events on six days, of which some come late, one changes, one vanishes, and
six are such as could end a collector: nested thousands of levels deep, with values of config vars, with escape
sequences. One of these the webhook's receiver refuses, so that it is parked.
Heroku lists a fifth of them twice and in any order, cuts bodies, and answers 429 and 503; the webhook's receiver
sometimes takes a batch and does not say so. In a world the collector is killed at the first occurrence of a point, then
at its second, to the fifth, as far as there are so many, and is let go then; there are three worlds for each point and
sink. In the random rows half of the kills come from outside, at any instruction. In some of them a backup is restored that
is three hours old, and the restore is killed too; in others the clock of the machine jumps by 40 days to and fro, while the
collector runs. The rows of the table are held against their chains as well.

- **lost**: events that Heroku listed and the table has not, or rows of the table that the sink has not.
- **duplicate**: the same row twice: in the table, in the files, or at the webhook under different idempotency keys.
- **torn**: lines of files, or of webhooks, that are not whole.
- **wrong**: anything else that is not as it should be, such as a change that was missed.
- **repeated**: rows that came again where the guarantee allows it.

${line(['killed at', 'sink', 'kills', 'lost', 'duplicate', 'torn', 'wrong', 'repeated'])}
${line(['---', '---', '--:', '--:', '--:', '--:', '--:', '--:'])}
${rows
  .filter(({ outcomes }) => outcomes.length > 0)
  .map((row) => line(cells(row)))
  .join('\n')}
`;
}

void main();
