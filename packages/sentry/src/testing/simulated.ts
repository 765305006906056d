import { join } from 'node:path';
import { clientPerExecution } from '@j1-integrations/integration-kit';
import { agentTo, createHarness, type Run } from '@j1-integrations/integration-kit/testing';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import { sentryData, startSentry, type SentryOptions, type SentrySimulator } from '@j1-integrations/simulators';
import { createClient } from '../client';
import type { SentryConfig } from '../config';
import { invocationConfig } from '../index';

export const configFor = ({ url, token, data }: SentrySimulator): SentryConfig => ({
  authToken: token,
  organizationSlug: data.organization.slug,
  baseUrl: url,
});

const harness = createHarness<SentryConfig, SentryOptions, SentrySimulator>({
  packageFolder: join(__dirname, '..', '..'),
  invocationConfig,
  start: startSentry,
  configFor,
  statusOf: (outcome) => jobHealthOf(outcome).status,
});
afterEach(harness.end);
export const { simulated, run } = harness;

/** The seed's graph and nothing beyond it. */
export const SEED_ONLY = harness.allSources(false);
export const EVERYTHING = harness.allSources(true);

/** A whole `j1-integration collect`, findings too. */
export const collected: typeof harness.collected = (sentry, policy, env) =>
  harness.collected(sentry, policy, { INGEST_FINDINGS: 'true', ...env });

/** A run against sentry.io: all its hosts lead to the simulator. */
export function runAtSentryIo(sentry: SentrySimulator, config: Partial<SentryConfig> = {}): Promise<Run> {
  const createAgentClient = (loaded: SentryConfig) => createClient(loaded, { agent: agentTo(sentry.url) });
  return run(
    sentry,
    { config: { baseUrl: undefined, ...config } },
    { ...invocationConfig, loadExecutionConfig: clientPerExecution(createAgentClient) },
  );
}

/** A small organization without oddities, for a test to put its own into. */
export const tidyData = () =>
  sentryData({ members: 9, teams: 3, membersPerTeam: 3, projects: 4, issues: 6, odd: false });
