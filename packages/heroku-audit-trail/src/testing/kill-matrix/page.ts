import type { Outcome } from './scenarios';

export interface Played {
  /** See `Play`. */
  name: string;
  what: string;
  engine: string;
  first: string;
  commit: string;
  outcome: Outcome;
}

export const isBad = ({ lost, duplicate, torn, wrong }: Outcome) => lost + duplicate + torn + wrong.length > 0;

const sum = (played: readonly Played[], read: (outcome: Outcome) => number) =>
  played.reduce((total, { outcome }) => total + read(outcome), 0);

const line = (values: readonly (string | number)[]) => `| ${values.join(' | ')} |`;

export function pageOf(played: readonly Played[], all: number): string {
  const commits = [...new Set(played.map(({ commit }) => commit))].map(
    (commit) => `${played.filter((one) => one.commit === commit).length} on ${commit}`,
  );
  const rows = new Map<string, Played[]>();
  for (const one of played) {
    const row = `${one.what} | ${one.engine} | ${one.first}`;
    rows.set(row, [...(rows.get(row) ?? []), one]);
  }
  return `# Kill matrix

What is left after the collector was ended by SIGKILL, which nothing can catch. Made by \`npm run kill-matrix\`:
${played.length} of ${all} worlds (${commits.join(', ')}), ${sum(played, ({ kills }) => kills)} kills, ${sum(played, ({ runs }) => runs)} processes.
The table is in a file of SQLite, or in a real PostgreSQL. With \`-- --results <file>\` a run goes on where another one ended.

Each world is a simulated account with 78 events on six days. Some come late, one changes, one vanishes. Six are such as could
end a collector: nested thousands of levels deep, with values of config vars, with escape sequences. The receiver of the webhook
and of OTLP refuses one of these, so that it is parked. Heroku lists a fifth of the events twice and in any order, cuts bodies,
and answers 429 and 503. The receiver sometimes takes a batch and does not say so. Files have 3 kB at most, and are compressed at
once.

A world has all four sinks, and all of them are verified in the end. The collector delivers to them one after the other. In the
rows of D1 to D5 each sink is the first one in worlds of its own, because it is the one that is killed. In a world the collector
is killed at the first occurrence of a point, then at its second, to the fifth, as far as there are so many, and is let go then.
In the random rows it is killed 25 times, half of them from outside, at any instruction. In some of them a backup is restored that
is three hours old, and the restore is killed too (PostgreSQL's by the server's own means); in others the clock of the machine
jumps by 40 days to and fro, while the collector runs. The rows of the table are compared with their chains as well.

- **lost**: events that Heroku listed and the table has not, or rows of the table that a sink has not.
- **duplicate**: the same row twice: in the table, in the files, or at the receiver under different idempotency keys.
- **torn**: lines of files, or of what was received, that are not whole.
- **wrong**: anything else that is not as it should be, such as a change that was missed.
- **repeated**: rows that came again where the guarantee allows it.

${line(['killed at', 'table in', 'first sink', 'worlds', 'kills', 'lost', 'duplicate', 'torn', 'wrong', 'repeated'])}
${line(['---', '---', '---', ...Array.from({ length: 7 }, () => '--:')])}
${[...rows].map(([row, of]) => line([row, of.length, ...countsOf(of)])).join('\n')}
`;
}

const countsOf = (played: readonly Played[]) => [
  sum(played, ({ kills }) => kills),
  ...(['lost', 'duplicate', 'torn'] as const).map((key) => sum(played, (outcome) => outcome[key])),
  sum(played, ({ wrong }) => wrong.length),
  sum(played, ({ repeated }) => repeated),
];
