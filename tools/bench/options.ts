import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { heroku } from './heroku';
import { pagerduty } from './pagerduty';
import { sentry } from './sentry';

export const BENCHMARKS = [...heroku, ...pagerduty, ...sentry];

const INTEGRATIONS = [...new Set(BENCHMARKS.map(({ integration }) => integration))];

export const USAGE = `Measures j1-integration collect in a child process. A simulated provider in another process answers after 20 ms.
Compares requests, seconds and memory with their limits, and the graph with the data. Ends with 1 if a limit is missed.

  npm run bench -- [--integration <name>] [--floor | --against <folder>] [--scale <factor>] [--rate-limit] [--runs <count>]

  --integration  only this integration: ${INTEGRATIONS.join(', ')}
  --floor        also measures the SDK alone: the same steps add the objects of an earlier run, without requests
  --against      also measures another built checkout of this repository, in turns with this one
  --scale        also measures with more data (10: ten times as much), to see how time and memory grow
  --rate-limit   uses the provider's real rate limit, if the benchmark has one; this takes minutes
  --runs         the number of runs of each variant (default: 3)
`;

export interface Options {
  integration?: string;
  floor: boolean;
  against?: string;
  scale: number;
  rateLimit: boolean;
  runs: number;
}

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
