import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setsOf, testWholeRun } from '@j1-integrations/integration-kit/testing';
import { pagerDutyData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { harness, run, NO_SOURCES, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

const steps = invocationConfig.integrationSteps;

testWholeRun(harness, { required: /^\/(abilities|users|teams|services|oncalls)$/ });

test('every request has the version and the token', async () => {
  const pagerduty = await simulated({ data: harness.tidyData() });
  await run(pagerduty);
  expect(new Set(pagerduty.requests.map(({ headers }) => headers.accept))).toEqual(
    new Set(['application/vnd.pagerduty+json;version=2']),
  );
  expect(new Set(pagerduty.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Token [redacted]']),
  );
});

/** All lists and references that the converters read. */
const INNER =
  'type teams users services integrations escalation_policy incident_urgency_rule escalation_rules user schedule vendor parent start end'.split(
    ' ',
  );

test.each(['null', 'missing'] as const)('items whose lists and references are %s are in the graph', async (as) => {
  const data = pagerDutyData();
  const lists = /^\/(\w+|v3\/schedules|teams\/\w+\/members)$/;
  const half = { kind: 'half', path: lists, fields: INNER, as } as const;
  const result = await run(await simulated({ data, faults: [half] }));
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['success']));
  const { teams, users, services, escalationPolicies, schedules, shiftSchedules = [] } = data;
  const count = (type: string) => result.entities.filter(({ _type }) => _type === `pagerduty_${type}`).length;
  expect(['team', 'user', 'service', 'escalation_policy', 'schedule'].map(count)).toEqual(
    [teams, users, services, escalationPolicies, [...schedules, ...shiftSchedules]].map(({ length }) => length),
  );
});

describe('the cost', () => {
  const SIZE = { teams: 120, users: 350, membersPerTeam: 4, services: 210, policies: 130, schedules: 130, odd: false };
  const pages = (items: unknown[]) => Math.ceil(items.length / 100);

  test('without sources is two requests, and one for each page of a hundred items', async () => {
    const data = pagerDutyData(SIZE);
    const pagerduty = await simulated({ data });
    const result = await run(pagerduty, { config: NO_SOURCES });
    expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
    expect(pagerduty.requests).toHaveLength(
      2 + pages(data.teams) + pages(data.users) + pages(data.services) + pages(data.oncalls),
    );
  });

  test('with all sources is also one request for each team and each schedule with shifts', async () => {
    const data = pagerDutyData(SIZE);
    const pagerduty = await simulated({ data });
    const result = await run(pagerduty);
    expect(setsOf(result)).toEqual(truthOf(data));
    const { teams, users, services, oncalls, escalationPolicies, schedules, shiftSchedules = [], more } = data;
    const main = [teams, users, services, oncalls, escalationPolicies, schedules, shiftSchedules];
    const lists = [...main, ...Object.values(more)];
    const listed = lists.reduce((sum, list) => sum + pages(list), 0);
    expect(pagerduty.requests).toHaveLength(2 + listed + teams.length + shiftSchedules.length);
  });

  test('includes only one slow request with a total for each list', async () => {
    const pagerduty = await simulated({ data: pagerDutyData(SIZE) });
    await run(pagerduty, { config: NO_SOURCES });
    const counted = pagerduty.requests.filter(({ query }) => query.includes('total=true'));
    expect(counted.every(({ query }) => query.includes('offset=0'))).toBe(true);
    expect(counted.map(({ path }) => path).sort()).toEqual(['/oncalls', '/services', '/teams', '/users']);
  });
});

describe('the steps', () => {
  test('that depend on an optional step only add edges', () => {
    const disabled = new Set(steps.filter(({ ingestionSourceId }) => ingestionSourceId).map(({ id }) => id));
    const dependent = steps.filter(({ dependsOn = [] }) => dependsOn.some((id) => disabled.has(id)));
    expect(dependent.map(({ id }) => id.split('-')[0])).toEqual(['build', 'build', 'build']);
    expect(dependent.flatMap(({ entities }) => entities)).toEqual([]);
  });

  test('of the team members are two: with roles, or without if that source is off', () => {
    const emitting = steps.filter(({ relationships }) =>
      relationships.some(({ _type }) => _type === 'pagerduty_team_has_user'),
    );
    expect(emitting.map(({ id, ingestionSourceId }) => [id, ingestionSourceId])).toEqual([
      ['build-team-members', undefined],
      ['fetch-team-roles', 'ingestTeamRoles'],
    ]);
  });

  test('have all their relationships in the documented data model, also ONCALL', () => {
    const documented = readFileSync(join(__dirname, '..', 'docs', 'jupiterone.md'), 'utf8').replaceAll(/ +/g, ' ');
    for (const { _class, sourceType, targetType } of steps.flatMap(({ relationships }) => relationships)) {
      expect(documented).toContain(`| \`${sourceType}\` | **${_class}** | \`${targetType}\` |`);
    }
    expect(documented).toContain('| `pagerduty_user` | **ONCALL** | `pagerduty_service` |');
  });
});
