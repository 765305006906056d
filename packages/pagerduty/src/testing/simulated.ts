import { join } from 'node:path';
import { createHarness } from '@j1-integrations/integration-kit/testing';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import {
  pagerDutyData,
  startPagerDuty,
  type PagerDutyData,
  type PagerDutyOptions,
  type PagerDutySimulator,
} from '@j1-integrations/simulators';
import type { PagerDutyConfig } from '../config';
import { invocationConfig } from '../index';
import { truthOf } from './truth';

export const harness = createHarness<PagerDutyConfig, PagerDutyOptions, PagerDutyData, PagerDutySimulator>({
  packageFolder: join(__dirname, '..', '..'),
  invocationConfig,
  start: startPagerDuty,
  tidyData: () =>
    pagerDutyData({ teams: 3, users: 8, membersPerTeam: 3, services: 5, policies: 3, schedules: 10, odd: false }),
  truthOf,
  configFor: ({ token }) => ({ apiKey: token }),
  envFor: ({ url }) => ({ PAGERDUTY_API_URL: url }),
  statusOf: (outcome) => jobHealthOf(outcome).status,
});
afterEach(harness.end);
export const { simulated, run, tidyData } = harness;

export const NO_SOURCES = harness.allSources(false);
