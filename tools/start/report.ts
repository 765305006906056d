import { join } from 'node:path';
import { styleText } from 'node:util';
import { counted } from '@j1-integrations/terminal';
import Table from 'cli-table3';
import type { Integration } from '../integrations';
import { ROOT, shellPath } from '../paths';
import { adviceFor } from './advice';
import type { Choice } from './choose';
import type { Outcome } from './outcome';

export interface Ended {
  integration: Integration;
  outcome: Outcome;
}

type Colour = 'green' | 'yellow' | 'red' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

/** Colours on a terminal, unless NO_COLOR says otherwise (https://no-color.org). */
export function paintFor(out: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paint {
  return out.isTTY && !env.NO_COLOR ? styleText : (_colour, text) => text;
}

const STATUS_COLOUR: Record<Outcome['status'], Colour> = {
  COMPLETED: 'green',
  COMPLETED_WITH_WARNINGS: 'yellow',
  COMPLETED_WITH_ERRORS: 'red',
  FAILED: 'red',
  SKIPPED: 'yellow',
};

/** A line for each run, then what the reader should know of each. */
export function shortReport(runs: readonly Ended[], paint: Paint): string {
  const cells = runs.map(({ integration, outcome: { status, counts, requests, seconds } }) => [
    integration.title,
    status,
    Object.entries(counts)
      .map(([heading, types]) => `${sum(types).toLocaleString('en')} ${heading.toLowerCase()}`)
      .join(', '),
    counted(requests, 'request'),
    `${seconds.toFixed(1)} s`,
  ]);
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row, at) =>
    row
      .map((cell, column) => {
        const padded = cell.padEnd(widths[column]);
        return column === 1 ? paint(STATUS_COLOUR[runs[at].outcome.status], padded) : padded;
      })
      .join('  ')
      .trimEnd(),
  );
  return [lines.join('\n'), ...runs.flatMap((run) => remarks(run, paint))].join('\n\n');
}

const sum = (types: Record<string, number>) => Object.values(types).reduce((total, count) => total + count, 0);

/** The table of types, the table of runs, then what the reader should know of each. */
export function report(runs: readonly Ended[], real: boolean, paint: Paint): string {
  const collected = runs.some(({ outcome }) => Object.keys(outcome.counts).length > 0);
  return [
    ...(collected ? [typesTable(runs)] : []),
    runsTable(runs, real, paint),
    ...runs.flatMap((run) => remarks(run, paint)),
  ].join('\n\n');
}

const table = (head: string[], colAligns: ('left' | 'right')[]) =>
  // Colours of its own it would print into a file as well.
  new Table({ head, colAligns, style: { head: [], border: [] } });

function typesTable(runs: readonly Ended[]): string {
  const types = table(['Integration', 'Collected', 'Type', 'Count'], ['left', 'left', 'left', 'right']);
  for (const { integration, outcome } of runs) {
    const groups = Object.entries(outcome.counts);
    groups.forEach(([heading, counts], i) => {
      const sorted = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
      types.push([
        ...(i === 0 ? [{ content: integration.title, rowSpan: groups.length }] : []),
        heading,
        [...sorted.map(([type]) => type), 'in all'].join('\n'),
        { content: [...sorted.map(([, count]) => count), sum(counts)].join('\n'), hAlign: 'right' },
      ]);
    });
  }
  return types.toString();
}

function runsTable(runs: readonly Ended[], real: boolean, paint: Paint): string {
  const columns = table(
    ['Integration', 'From', 'Requests', 'Retries', 'Seconds', 'Warnings', 'Status'],
    ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
  );
  for (const { integration, outcome } of runs) {
    const { requests, retries, seconds, warnings, status } = outcome;
    columns.push([
      integration.title,
      real ? 'provider' : 'simulator',
      requests,
      retries,
      seconds.toFixed(1),
      warnings.length,
      paint(STATUS_COLOUR[status], status),
    ]);
  }
  return columns.toString();
}

const SHOWN = 5;

function remarks({ integration, outcome }: Ended, paint: Paint): string[] {
  const { warnings, problems, output, log } = outcome;
  const lines = [...first(problems).map((problem) => `  ${problem}`)];
  const advice = problems.length > 0 ? adviceFor(integration, problems, output) : undefined;
  if (advice) lines.push(`  ${paint('bold', advice)}`);
  lines.push(...first(warnings).map((warning) => `  Warning: ${warning}`));
  if (lines.length === 0) return [];
  return [[`${integration.title}:`, ...lines, `  Everything it wrote: ${shellPath(log)}`].join('\n')];
}

function first(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** Where each result is. */
export function places(runs: readonly Ended[]): string[] {
  const lines = runs
    .filter(({ outcome }) => Object.keys(outcome.counts).length > 0)
    .flatMap(({ integration, outcome }) => [
      `${integration.title}: ${shellPath(outcome.result)}`,
      ...(outcome.view ? [`  to look at it: ${outcome.view}`] : []),
    ]);
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** What to do with what was collected. @param runs the folder of all runs */
export function nextSteps(ended: readonly Ended[], { integrations, real }: Choice, runs: string): string[] {
  const where = runs === join(ROOT, 'runs') ? '' : ` --runs ${shellPath(runs)}`;
  const lines: string[] = [];
  if (ended.some(({ outcome }) => outcome.counts.Entities)) {
    lines.push(
      `Ask what you like: npm run ask --${where} 'FIND User THAT ONCALL AS turn Service AS s RETURN User.email, s.name'`,
      `The questions that ship: npm run ask --${where} --questions`,
    );
  }
  if (!real) {
    const variables = integrations.map(({ prefix, required }) => required.map((name) => prefix + name).join(' and '));
    lines.push(
      `This was simulated. To collect your own, set ${variables.join(', or ')}, in the environment or in .env.`,
    );
  }
  return lines.length > 0 ? [lines.join('\n')] : [];
}
