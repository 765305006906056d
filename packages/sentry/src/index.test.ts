import { setsOf, testWholeRun } from '@j1-integrations/integration-kit/testing';
import { sentryData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { harness, run, SEED_ONLY, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

testWholeRun(harness, {
  base: '/api/0',
  required: /^\/api\/0\/(organizations\/acme\/((members|teams|projects)\/)?|teams\/acme\/\d+\/members\/)$/,
});

describe('what it costs', () => {
  const SIZE = { teams: 120, members: 350, membersPerTeam: 4, projects: 210, odd: false };
  const pages = (items: unknown[]) => Math.ceil(items.length / 100);

  test('the seed: one request for the organization, a page for every hundred items, and one for each team', async () => {
    const data = sentryData(SIZE);
    const sentry = await simulated({ data });
    const result = await run(sentry, { config: SEED_ONLY });
    expect(setsOf(result)).toEqual(truthOf(data, SEED_ONLY));
    expect(sentry.requests).toHaveLength(
      1 + pages(data.members) + pages(data.teams) + pages(data.projects) + data.teams.length,
    );
  });

  test('all of it: a page for every hundred items more, and nothing for a thing by itself', async () => {
    const data = sentryData({ ...SIZE, repositories: 110, integrations: 4, apps: 3, keysPerProject: 2, issues: 210 });
    const sentry = await simulated({ data });
    const result = await run(sentry, { config: { ingestFindings: true } });
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true }));
    const { members, teams, projects, repositories, integrations, apps, projectKeys, issues, more } = data;
    const further: unknown[][] = Object.values(more);
    const lists = [members, teams, projects, repositories, integrations, apps, projectKeys, issues, ...further];
    expect(sentry.requests).toHaveLength(1 + teams.length + lists.reduce((sum, list) => sum + pages(list), 0));
  });
});

test('no step depends on one that can be switched off', () => {
  const steps = invocationConfig.integrationSteps;
  const disabled = new Set(steps.filter(({ source }) => source).map(({ id }) => id));
  expect(steps.flatMap(({ dependsOn = [] }) => dependsOn).filter((id) => disabled.has(id))).toEqual([]);
});
