import { join } from 'node:path';
import { plainText } from '@j1-integrations/provider-http';
import { paint, type Cell, type Colour, type Colours, type Output } from '@j1-integrations/terminal';
import { ROOT, shellPath } from '../paths';
import { adviceFor } from './advice';
import type { Account, Choice } from './choose';
import type { Outcome } from './outcome';
import { requiredVariables } from './variables';

export interface AccountRun {
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

export function showRuns(runs: readonly AccountRun[], out: Output): void {
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

export function showTypesAndRuns(runs: readonly AccountRun[], real: boolean, out: Output): void {
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

export const adviceOn = ({ account, outcome: { codes } }: AccountRun): string | undefined => adviceFor(account, codes);

/** Problems, advice and warnings: one text for each run that has any. */
export const remarks = (runs: readonly AccountRun[], colours: Colours): string[] =>
  runs.flatMap((run) => {
    const { warnings, problems, log } = run.outcome;
    const lines = [...first(problems).map((problem) => `  ${plainText(problem)}`)];
    const advice = adviceOn(run);
    if (advice) lines.push(`  ${colours.bold(advice)}`);
    lines.push(...first(warnings).map((warning) => `  Warning: ${plainText(warning)}`));
    if (lines.length === 0) return [];
    return [[`${run.account.title}:`, ...lines, `  Log: ${shellPath(log)}`].join('\n')];
  });

function first(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
}

export function resultLocations(runs: readonly AccountRun[]): string[] {
  const lines = runs
    .filter(({ outcome }) => Object.keys(outcome.counts).length > 0)
    .flatMap(({ account, outcome }) => [
      `${account.title}: ${shellPath(outcome.result)}`,
      ...(outcome.view ? [`  to look at it: ${outcome.view}`] : []),
    ]);
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** The option with which `npm run ask` and `npm run explore` find the runs in this folder. */
export const runsOption = (runs: string): string => (runs === join(ROOT, 'runs') ? '' : ` --runs ${shellPath(runs)}`);

export function nextSteps(ended: readonly AccountRun[], { accounts, real }: Choice, runsOption: string): string[] {
  const lines: string[] = [];
  if (ended.some(({ outcome }) => outcome.counts.entities)) {
    lines.push(
      `Look at the graph and at its changes: npm run explore${runsOption === '' ? '' : ` --${runsOption}`}`,
      `Ask your own questions: npm run ask --${runsOption} 'FIND User THAT ONCALL AS turn Service AS s RETURN User.email, s.name'`,
      `Ask the shipped questions: npm run ask --${runsOption} --questions`,
    );
  }
  if (!real) {
    const variables = accounts.map(({ integration }) => requiredVariables(integration).join(' and '));
    lines.push(
      `This data is simulated. To collect your own, set ${variables.join(', or ')}, in the environment or in .env.`,
    );
  }
  return lines.length > 0 ? [lines.join('\n')] : [];
}
