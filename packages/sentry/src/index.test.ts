import { join } from 'node:path';
import {
  declarationDifferences,
  endpointDifferences,
  setsOf,
  stepProblems,
} from '@j1-integrations/integration-kit/testing';
import { sentryData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { EVERYTHING, run, SEED_ONLY, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

const steps = invocationConfig.integrationSteps;

describe('a lifelike organization, odd items and all', () => {
  test('is in the graph as it is: every node and every edge, once', async () => {
    const sentry = await simulated();
    const result = await run(sentry, { config: { ingestFindings: true } });
    expect(result.error).toBeUndefined();
    expect(setsOf(result)).toEqual(truthOf(sentry.data, { ingestFindings: true }));
    expect(Object.values(result.steps)).toEqual(steps.map(() => 'success'));
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(result.partialTypes).toEqual([]);
    expect(result.log).not.toContain('DUPLICATE_KEY_DETECTED');
    expect(result.log).not.toContain('ndeclared types');
  });

  test('is the same graph in two runs over the same data, to the letter', async () => {
    const sentry = await simulated();
    const first = await run(sentry);
    const second = await run(sentry);
    expect(second.entities).toEqual(first.entities);
    expect(second.relationships).toEqual(first.relationships);
  });

  test('gives the types and the properties that its steps declare, of the endpoints that they declare', async () => {
    const sentry = await simulated();
    const result = await run(sentry, { config: EVERYTHING });
    expect(declarationDifferences(invocationConfig, result)).toEqual([]);
    const paths = sentry.requests.map(({ path }) => path.replace('/api/0', ''));
    expect(endpointDifferences(invocationConfig, paths)).toEqual([]);
  });
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

describe('the steps', () => {
  test('are in order, with classes that the data model knows and a switch for every source', async () => {
    expect(await stepProblems(join(__dirname, '..'), invocationConfig)).toEqual([]);
  });

  test('never depend on what can be disabled', () => {
    const disabled = new Set(steps.filter(({ source }) => source).map(({ id }) => id));
    expect(steps.flatMap(({ dependsOn = [] }) => dependsOn).filter((id) => disabled.has(id))).toEqual([]);
  });
});
