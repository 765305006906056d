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
import { herokuData, startHeroku, type HerokuOptions, type HerokuSimulator } from '@j1-integrations/simulators';
import type { HerokuConfig } from '../config';
import { invocationConfig } from '../index';

const started: HerokuSimulator[] = [];

afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close();
  delete process.env.HEROKU_API_URL;
  delete process.env.PROVIDER_HTTP_DEFAULTS;
});

/** Starts a simulated Heroku that `run` and `collect` read from, until the test ends. */
export async function simulated(options: HerokuOptions = {}): Promise<HerokuSimulator> {
  const heroku = await startHeroku(options);
  started.push(heroku);
  process.env.HEROKU_API_URL = heroku.url;
  // Faults that pass are waited out, but not for long.
  process.env.PROVIDER_HTTP_DEFAULTS = JSON.stringify(QUICK);
  return heroku;
}

/** What is off when nothing is said. */
export const EVERYTHING = {
  ingestDomains: true,
  ingestCertificates: true,
  ingestLogDrains: true,
  ingestTelemetryDrains: true,
  ingestSpaceDrains: true,
  ingestPersonalApplications: true,
};

/** Runs the integration, as JupiterOne does, against a simulated Heroku. */
export function run(
  heroku: HerokuSimulator,
  { config, ...options }: Partial<RunOptions<Partial<HerokuConfig>>> = {},
): Promise<Run> {
  return runIntegration(invocationConfig, { config: { apiKey: heroku.token, ...config }, ...options });
}

/** Runs `j1-integration collect` against a simulated Heroku, as whoever installs the package does. */
export async function collected(
  heroku: HerokuSimulator,
  policy: Partial<HttpPolicy> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Collected & { status: string }> {
  const result = await collectPackage(
    join(__dirname, '..', '..'),
    { API_KEY: heroku.token, HEROKU_API_URL: heroku.url, ...env },
    policy,
  );
  return { ...result, status: jobHealthOf(result.outcome).status };
}

/** A small enterprise without oddities, for a test to put its own into. */
export const tidyData = () =>
  herokuData({
    enterpriseAccounts: 1,
    teams: 3,
    members: 6,
    membersPerTeam: 3,
    appsPerTeam: 2,
    addonsPerApp: 1,
    odd: false,
  });
