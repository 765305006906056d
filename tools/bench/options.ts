import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { heroku } from './heroku';
import { pagerduty } from './pagerduty';
import { sentry } from './sentry';

/** Every integration's, in the order in which they run. */
export const BENCHMARKS = [...heroku, ...pagerduty, ...sentry];

const INTEGRATIONS = [...new Set(BENCHMARKS.map(({ integration }) => integration))];

export const USAGE = `Measures j1-integration collect, each time in a process of its own, against a simulated provider in another one,
which answers after 20 ms. Compares requests, seconds and memory with their limits, and the graph with the data. The exit
code is 1 where a limit is missed.

  npm run bench -- [--integration <name>] [--floor | --against <folder>] [--scale <factor>] [--rate-limit] [--runs <count>]

  --integration  only this one: ${INTEGRATIONS.join(', ')}
  --floor        also the SDK alone: the same steps hand over what was collected before, without requests
  --against      also another checkout of this repository, built, in turns with this one
  --scale        with this much of everything too (10: ten times as much), to see how time and memory grow
  --rate-limit   with the provider's real rate limit, where its benchmark has one, instead of none; takes minutes
  --runs         how often each is measured (default: 3)
`;

export interface Options {
  integration?: string;
  floor: boolean;
  against?: string;
  scale: number;
  rateLimit: boolean;
  runs: number;
}

/** @throws Error that names the option, what it got and what is allowed. */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      integration: { type: 'string' },
      floor: { type: 'boolean', default: false },
      against: { type: 'string' },
      scale: { type: 'string', default: '1' },
      'rate-limit': { type: 'boolean', default: false },
      runs: { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const { integration, floor, against } = values;
  if (integration !== undefined && !INTEGRATIONS.includes(integration)) {
    throw new Error(`--integration is "${integration}". Allowed: ${INTEGRATIONS.join(', ')}.`);
  }
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 100)) throw new Error(`--scale is "${values.scale}". Allowed: above 0, at most 100.`);
  const rateLimit = values['rate-limit'];
  const runs = Number(values.runs ?? (rateLimit ? 1 : 3));
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs is "${values.runs}". Allowed: a whole number from 1.`);
  if (against !== undefined && !existsSync(join(against, 'packages'))) {
    throw new Error(`--against is "${against}". Allowed: the folder of a checkout of this repository.`);
  }
  return { integration, floor, against, scale, rateLimit, runs };
}
