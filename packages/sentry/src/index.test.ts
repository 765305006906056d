import { setsOf, testWholeRun } from '@j1-integrations/integration-kit/testing';
import { sentryData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { harness, run, NO_SOURCES, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

testWholeRun(harness, {
  base: '/api/0',
  required: /^\/api\/0\/(organizations\/acme\/((members|teams|projects)\/)?|teams\/acme\/\d+\/members\/)$/,
});

describe('the cost', () => {
  const SIZE = { teams: 120, members: 350, membersPerTeam: 4, projects: 210, odd: false };
  const pages = (items: unknown[]) => Math.ceil(items.length / 100);

  test('without sources is one request, one for each page of a hundred items, and one for each team', async () => {
    const data = sentryData(SIZE);
    const sentry = await simulated({ data });
    const result = await run(sentry, { config: NO_SOURCES });
    expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
    expect(sentry.requests).toHaveLength(
      1 + pages(data.members) + pages(data.teams) + pages(data.projects) + data.teams.length,
    );
  });

  test('with all sources is only one more request for each page', async () => {
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

test('no step depends on an optional step', () => {
  const steps = invocationConfig.integrationSteps;
  const disabled = new Set(steps.filter(({ source }) => source).map(({ id }) => id));
  expect(steps.flatMap(({ dependsOn = [] }) => dependsOn).filter((id) => disabled.has(id))).toEqual([]);
});
