import { join } from 'node:path';
import { createHarness } from '@j1-integrations/integration-kit/testing';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import {
  pagerDutyData,
  startPagerDuty,
  type PagerDutyOptions,
  type PagerDutySimulator,
} from '@j1-integrations/simulators';
import type { PagerDutyConfig } from '../config';
import { invocationConfig } from '../index';

const harness = createHarness<PagerDutyConfig, PagerDutyOptions, PagerDutySimulator>({
  packageFolder: join(__dirname, '..', '..'),
  invocationConfig,
  start: startPagerDuty,
  configFor: ({ token }) => ({ apiKey: token }),
  envFor: ({ url }) => ({ PAGERDUTY_API_URL: url }),
  statusOf: (outcome) => jobHealthOf(outcome).status,
});
afterEach(harness.end);
export const { simulated, run, collected } = harness;

/** The seed's graph and nothing beyond it. */
export const SEED_ONLY = harness.allSources(false);

/** A small account without oddities, for a test to put its own into. */
export const tidyData = () =>
  pagerDutyData({ teams: 3, users: 8, membersPerTeam: 3, services: 5, policies: 3, schedules: 10, odd: false });
