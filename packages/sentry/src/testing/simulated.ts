import { join } from 'node:path';
import { clientPerExecution } from '@j1-integrations/integration-kit';
import { agentTo, createHarness, type Run } from '@j1-integrations/integration-kit/testing';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import {
  sentryData,
  startSentry,
  type SentryData,
  type SentryOptions,
  type SentrySimulator,
} from '@j1-integrations/simulators';
import { createClient } from '../client';
import type { SentryConfig } from '../config';
import { invocationConfig } from '../index';
import { truthOf } from './truth';

export const configFor = ({ url, token, data }: SentrySimulator): SentryConfig => ({
  authToken: token,
  organizationSlug: data.organization.slug,
  baseUrl: url,
});

export const harness = createHarness<SentryConfig, SentryOptions, SentryData, SentrySimulator>({
  packageFolder: join(__dirname, '..', '..'),
  invocationConfig,
  start: startSentry,
  tidyData: () => sentryData({ members: 9, teams: 3, membersPerTeam: 3, projects: 4, issues: 6, odd: false }),
  truthOf,
  configFor,
  statusOf: (outcome) => jobHealthOf(outcome).status,
});
afterEach(harness.end);
export const { simulated, run, ran, tidyData } = harness;

export const NO_SOURCES = harness.allSources(false);

/** All requests to hosts of sentry.io go to the simulator. */
export function runAtSentryIo(sentry: SentrySimulator, config: Partial<SentryConfig> = {}): Promise<Run> {
  const createAgentClient = (loaded: SentryConfig) => createClient(loaded, { agent: agentTo(sentry.url) });
  return run(
    sentry,
    { config: { baseUrl: undefined, ...config } },
    { ...invocationConfig, loadExecutionConfig: clientPerExecution(createAgentClient) },
  );
}
