import { join } from 'node:path';
import { createHarness } from '@j1-integrations/integration-kit/testing';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import {
  herokuData,
  startHeroku,
  type HerokuData,
  type HerokuOptions,
  type HerokuSimulator,
} from '@j1-integrations/simulators';
import type { HerokuConfig } from '../config';
import { invocationConfig } from '../index';
import { truthOf } from './truth';

export const harness = createHarness<HerokuConfig, HerokuOptions, HerokuData, HerokuSimulator>({
  packageFolder: join(__dirname, '..', '..'),
  invocationConfig,
  start: startHeroku,
  tidyData: () =>
    herokuData({
      enterpriseAccounts: 1,
      teams: 3,
      members: 6,
      membersPerTeam: 3,
      appsPerTeam: 2,
      addonsPerApp: 1,
      odd: false,
    }),
  truthOf,
  configFor: ({ token }) => ({ apiKey: token }),
  envFor: ({ url }) => ({ HEROKU_API_URL: url }),
  statusOf: (outcome) => jobHealthOf(outcome).status,
});
afterEach(harness.end);
export const { simulated, run, collected, tidyData } = harness;

export const EVERYTHING = harness.allSources(true);

/** `INGEST_DOMAINS=true`, and so on. */
export const EVERYTHING_ON = Object.fromEntries(
  Object.keys(EVERYTHING).map((source) => [source.replace(/[A-Z]/g, '_$&').toUpperCase(), 'true']),
);
