import { join } from 'node:path';
import { plainText } from '@j1-integrations/provider-http';
import { paint, type Cell, type Colour, type Colours, type Output } from '@j1-integrations/terminal';
import { ROOT, shellPath } from '../paths';
import { adviceFor } from './advice';
import type { Account, Choice } from './choose';
import type { Outcome } from './outcome';
import { required } from './variables';

export interface Ended {
  account: Account;
  outcome: Outcome;
}

const STATUS_COLOUR: Record<Outcome['status'], Colour> = {
  COMPLETED: 'green',
  COMPLETED_WITH_WARNINGS: 'yellow',
  COMPLETED_WITH_ERRORS: 'red',
  FAILED: 'red',
  SKIPPED: 'yellow',
};

const statusCell = ({ status }: Outcome): Cell => paint(STATUS_COLOUR[status], status);
const sum = (types: Record<string, number>) => Object.values(types).reduce((total, count) => total + count, 0);

/** A line for each account. */
export function showRuns(runs: readonly Ended[], out: Output): void {
  out.list(
    runs,
    {
      PROVIDER: ({ account }) => account.title,
      STATUS: ({ outcome }) => statusCell(outcome),
      COLLECTED: ({ outcome: { counts } }) =>
        Object.entries(counts)
          .map(([heading, types]) => `${sum(types).toLocaleString('en')} ${heading}`)
          .join(', '),
      REQUESTS: ({ outcome }) => outcome.requests,
      SECONDS: ({ outcome }) => outcome.seconds.toFixed(1),
    },
    '',
  );
}

/** How many there are of each type, then what each run took. */
export function showEverything(runs: readonly Ended[], real: boolean, out: Output): void {
  const types = runs.flatMap(({ account, outcome }) =>
    Object.entries(outcome.counts).flatMap(([heading, counts]) => {
      const sorted = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
      return [...sorted, ['in all', sum(counts)] as const].map(([type, count]) => ({ account, heading, type, count }));
    }),
  );
  if (types.length > 0) {
    out.list(
      types,
      {
        PROVIDER: ({ account }) => account.title,
        COLLECTED: ({ heading }) => heading,
        TYPE: ({ type }) => type,
        COUNT: ({ count }) => count,
      },
      '',
    );
    out.text('');
  }
  out.list(
    runs,
    {
      PROVIDER: ({ account }) => account.title,
      FROM: () => (real ? 'provider' : 'simulator'),
      REQUESTS: ({ outcome }) => outcome.requests,
      RETRIES: ({ outcome }) => outcome.retries,
      SECONDS: ({ outcome }) => outcome.seconds.toFixed(1),
      WARNINGS: ({ outcome }) => outcome.warnings.length,
      STATUS: ({ outcome }) => statusCell(outcome),
    },
    '',
  );
}

const SHOWN = 5;

export const adviceOn = ({ account, outcome: { codes } }: Ended): string | undefined => adviceFor(account, codes);

/** What the reader should know of each run: a text for each that has something to say. */
export const remarks = (runs: readonly Ended[], colours: Colours): string[] =>
  runs.flatMap((run) => {
    const { warnings, problems, log } = run.outcome;
    const lines = [...first(problems).map((problem) => `  ${plainText(problem)}`)];
    const advice = adviceOn(run);
    if (advice) lines.push(`  ${colours.bold(advice)}`);
    lines.push(...first(warnings).map((warning) => `  Warning: ${plainText(warning)}`));
    if (lines.length === 0) return [];
    return [[`${run.account.title}:`, ...lines, `  Everything it wrote: ${shellPath(log)}`].join('\n')];
  });

function first(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** Where each result is. */
export function places(runs: readonly Ended[]): string[] {
  const lines = runs
    .filter(({ outcome }) => Object.keys(outcome.counts).length > 0)
    .flatMap(({ account, outcome }) => [
      `${account.title}: ${shellPath(outcome.result)}`,
      ...(outcome.view ? [`  to look at it: ${outcome.view}`] : []),
    ]);
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** What `npm run ask --` and `npm run explore --` need to find a run. @param runs the folder of all runs */
export const optionFor = (runs: string): string => (runs === join(ROOT, 'runs') ? '' : ` --runs ${shellPath(runs)}`);

/** What to do with what was collected. @param where see `optionFor` */
export function nextSteps(ended: readonly Ended[], { accounts, real }: Choice, where: string): string[] {
  const lines: string[] = [];
  if (ended.some(({ outcome }) => outcome.counts.entities)) {
    lines.push(
      `See it, find, ask, and what has changed: npm run explore${where === '' ? '' : ` --${where}`}`,
      `Ask what you like: npm run ask --${where} 'FIND User THAT ONCALL AS turn Service AS s RETURN User.email, s.name'`,
      `The questions that ship: npm run ask --${where} --questions`,
    );
  }
  if (!real) {
    const variables = accounts.map(({ integration }) => required(integration).join(' and '));
    lines.push(
      `This was simulated. To collect your own, set ${variables.join(', or ')}, in the environment or in .env.`,
    );
  }
  return lines.length > 0 ? [lines.join('\n')] : [];
}
