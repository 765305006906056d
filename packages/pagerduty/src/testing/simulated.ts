import { runIntegration, type Run, type RunOptions } from '@j1-integrations/integration-kit/testing';
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

/** Long enough for a busy machine: a request that is sent again would be one too many to those who count. */
export const QUICK = {
  backoffBaseSeconds: 0.001,
  pauseBaseSeconds: 0.01,
  headersSeconds: 5,
  idleBodySeconds: 5,
  requestSeconds: 20,
};

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

/** A small account without oddities, for a test to put its own into. */
export const tidyData = () =>
  pagerDutyData({ teams: 3, users: 8, membersPerTeam: 3, services: 5, policies: 3, schedules: 10, odd: false });
