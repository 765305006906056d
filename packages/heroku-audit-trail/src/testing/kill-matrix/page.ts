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

What is lost or damaged when SIGKILL ends the collector? No process can catch this signal. \`npm run kill-matrix\` wrote this page:
${played.length} of ${all} worlds (${commits.join(', ')}), ${sum(played, ({ kills }) => kills)} kills, ${sum(played, ({ runs }) => runs)} processes.
The table is in SQLite or in a real PostgreSQL. With \`-- --results <file>\`, a run skips the worlds that an earlier run played.

Each world is a simulated account with 78 events on six days. Some events arrive late, one changes, one disappears. Six of them could
end a collector: they have thousands of levels, values of config vars, or escape sequences. The receivers of the webhook and of OTLP
refuse one of these, so it is parked. Heroku lists a fifth of the events twice and in any order, cuts bodies, and answers 429 and 503.
The receiver sometimes takes a batch and does not answer. A file has at most 3 kB, and is compressed at once.

A world has all four sinks, and all of them are verified at the end. The collector delivers to one after the other. The rows of D1 to D5
kill it during the delivery to the first sink, so each sink is the first one in some worlds. A world kills the collector at the first
occurrence of a point, then at the second, up to the fifth, if there are so many. Then the collector runs to its end.
In the random rows, it is killed 25 times at any instruction, half of them from outside. In some of these worlds, a backup of three hours
ago is restored, and the restore is killed too (PostgreSQL restores it with its own tools). In others, the clock of the machine jumps by
40 days, forward and back, while the collector runs. The rows of the table are also checked against their chains.

- **lost**: events that Heroku listed and that are missing in the table, or rows of the table that are missing in a sink.
- **duplicate**: the same row twice in the table, in the files, or at the receiver with different idempotency keys.
- **torn**: incomplete lines in files or in received data.
- **wrong**: any other difference, such as a change that was missed.
- **repeated**: rows that were delivered again where the guarantee allows it.

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
