import { join } from 'node:path';
import { createHarness } from '@j1-integrations/integration-kit/testing';
import { jobHealthOf } from '@j1-integrations/operations/job-health';
import { herokuData, startHeroku, type HerokuOptions, type HerokuSimulator } from '@j1-integrations/simulators';
import type { HerokuConfig } from '../config';
import { invocationConfig } from '../index';

const harness = createHarness<HerokuConfig, HerokuOptions, HerokuSimulator>({
  packageFolder: join(__dirname, '..', '..'),
  invocationConfig,
  start: startHeroku,
  configFor: ({ token }) => ({ apiKey: token }),
  envFor: ({ url }) => ({ HEROKU_API_URL: url }),
  statusOf: (outcome) => jobHealthOf(outcome).status,
});
afterEach(harness.end);
export const { simulated, run, collected } = harness;

export const EVERYTHING = harness.allSources(true);

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
