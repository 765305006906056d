import { join } from 'node:path';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import type { HttpPolicy } from '@j1-integrations/provider-http';
import {
  collectPackage,
  QUICK,
  runIntegration,
  type Collected,
  type Run,
  type RunOptions,
} from '@j1-integrations/integration-kit/testing';
import {
  pagerDutyData,
  startPagerDuty,
  type PagerDutyOptions,
  type PagerDutySimulator,
} from '@j1-integrations/simulators';
import type { PagerDutyConfig } from '../config';
import { invocationConfig } from '../index';

const started: PagerDutySimulator[] = [];

afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close();
  delete process.env.PAGERDUTY_API_URL;
  delete process.env.PROVIDER_HTTP_DEFAULTS;
});

/** Starts a simulated PagerDuty that `run` and `collect` read from, until the test ends. */
export async function simulated(options: PagerDutyOptions = {}): Promise<PagerDutySimulator> {
  const pagerduty = await startPagerDuty(options);
  started.push(pagerduty);
  process.env.PAGERDUTY_API_URL = pagerduty.url;
  // Faults that pass are waited out, but not for long.
  process.env.PROVIDER_HTTP_DEFAULTS = JSON.stringify(QUICK);
  return pagerduty;
}

/** Runs the integration, as JupiterOne does, against a simulated PagerDuty. */
export function run(
  pagerduty: PagerDutySimulator,
  { config, ...options }: Partial<RunOptions<Partial<PagerDutyConfig>>> = {},
): Promise<Run> {
  return runIntegration(invocationConfig, { config: { apiKey: pagerduty.token, ...config }, ...options });
}

/** The seed's graph and nothing beyond it. */
export const SEED_ONLY = {
  ingestEscalationPolicies: false,
  ingestSchedules: false,
  ingestIntegrations: false,
  ingestTeamRoles: false,
};

/** Runs `j1-integration collect` against a simulated PagerDuty, as whoever installs the package does. */
export async function collected(
  pagerduty: PagerDutySimulator,
  policy: Partial<HttpPolicy> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Collected & { status: string }> {
  const result = await collectPackage(
    join(__dirname, '..', '..'),
    { API_KEY: pagerduty.token, PAGERDUTY_API_URL: pagerduty.url, ...env },
    policy,
  );
  return { ...result, status: jobHealthOf(result.outcome).status };
}

/** A small account without oddities, for a test to put its own into. */
export const tidyData = () =>
  pagerDutyData({ teams: 3, users: 8, membersPerTeam: 3, services: 5, policies: 3, schedules: 10, odd: false });
