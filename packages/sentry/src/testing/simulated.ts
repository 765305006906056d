import { join } from 'node:path';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import type { HttpPolicy } from '@j1-integrations/provider-http';
import { clientPerExecution } from '@j1-integrations/integration-kit';
import {
  agentTo,
  collectPackage,
  QUICK,
  runIntegration,
  type Collected,
  type Run,
  type RunOptions,
} from '@j1-integrations/integration-kit/testing';
import { sentryData, startSentry, type SentryOptions, type SentrySimulator } from '@j1-integrations/simulators';
import { createClient } from '../client';
import type { SentryConfig } from '../config';
import { invocationConfig } from '../index';

const started: SentrySimulator[] = [];

afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close();
  delete process.env.PROVIDER_HTTP_DEFAULTS;
});

/** Starts a simulated Sentry that `run` and `collect` read from, until the test ends. */
export async function simulated(options: SentryOptions = {}): Promise<SentrySimulator> {
  const sentry = await startSentry(options);
  started.push(sentry);
  // Faults that pass are waited out, but not for long.
  process.env.PROVIDER_HTTP_DEFAULTS = JSON.stringify(QUICK);
  return sentry;
}

export const configFor = ({ url, token, data }: SentrySimulator): SentryConfig => ({
  authToken: token,
  organizationSlug: data.organization.slug,
  baseUrl: url,
});

/** Runs the integration, as JupiterOne does, against a simulated Sentry. */
export function run(
  sentry: SentrySimulator,
  { config, ...options }: Partial<RunOptions<Partial<SentryConfig>>> = {},
): Promise<Run> {
  return runIntegration(invocationConfig, { config: { ...configFor(sentry), ...config }, ...options });
}

/** The same where it is sentry.io that is asked: all its hosts lead to the simulator. */
export function runAtSentryIo(sentry: SentrySimulator, config: Partial<SentryConfig> = {}): Promise<Run> {
  const createAgentClient = (loaded: SentryConfig) => createClient(loaded, { agent: agentTo(sentry.url) });
  return runIntegration(
    { ...invocationConfig, loadExecutionConfig: clientPerExecution(createAgentClient) },
    { config: { ...configFor(sentry), baseUrl: undefined, ...config } },
  );
}

/** The seed's graph and nothing beyond it. */
export const SEED_ONLY = {
  ingestRoles: false,
  ingestRepositories: false,
  ingestProjectKeys: false,
  ingestIntegrations: false,
  ingestApps: false,
  ingestFindings: false,
};

/** Runs `j1-integration collect` against a simulated Sentry, as whoever installs the package does. */
export async function collected(
  sentry: SentrySimulator,
  policy: Partial<HttpPolicy> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Collected & { status: string }> {
  const { authToken, organizationSlug, baseUrl } = configFor(sentry);
  const own = {
    AUTH_TOKEN: authToken,
    ORGANIZATION_SLUG: organizationSlug,
    BASE_URL: baseUrl,
    INGEST_FINDINGS: 'true',
  };
  const result = await collectPackage(join(__dirname, '..', '..'), { ...own, ...env }, policy);
  return { ...result, status: jobHealthOf(result.outcome).status };
}

/** A small organization without oddities, for a test to put its own into. */
export const tidyData = () =>
  sentryData({ members: 9, teams: 3, membersPerTeam: 3, projects: 4, issues: 6, odd: false });
