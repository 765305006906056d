import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setsOf, testWholeRun } from '@j1-integrations/integration-kit/testing';
import { pagerDutyData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { harness, run, SEED_ONLY, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

const steps = invocationConfig.integrationSteps;

testWholeRun(harness, { required: /^\/(abilities|users|teams|services|oncalls)$/ });

test('every request names the version, and carries the token in the form that PagerDuty takes', async () => {
  const pagerduty = await simulated({ data: harness.tidyData() });
  await run(pagerduty);
  expect(new Set(pagerduty.requests.map(({ headers }) => headers.accept))).toEqual(
    new Set(['application/vnd.pagerduty+json;version=2']),
  );
  expect(new Set(pagerduty.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Token [redacted]']),
  );
});

/** Every list and reference that the converters look into. */
const INNER =
  'type teams users services integrations escalation_policy incident_urgency_rule escalation_rules user schedule vendor parent start end'.split(
    ' ',
  );

test.each(['null', 'missing'] as const)(
  'items whose lists and references are %s are there all the same',
  async (as) => {
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
  },
);

describe('what it costs', () => {
  const SIZE = { teams: 120, users: 350, membersPerTeam: 4, services: 210, policies: 130, schedules: 130, odd: false };
  const pages = (items: unknown[]) => Math.ceil(items.length / 100);

  test('the seed: one request for the abilities, one for the account, and a page for every hundred items', async () => {
    const data = pagerDutyData(SIZE);
    const pagerduty = await simulated({ data });
    const result = await run(pagerduty, { config: SEED_ONLY });
    expect(setsOf(result)).toEqual(truthOf(data, SEED_ONLY));
    expect(pagerduty.requests).toHaveLength(
      2 + pages(data.teams) + pages(data.users) + pages(data.services) + pages(data.oncalls),
    );
  });

  test('all of it: a request more for every team and for every schedule with shifts', async () => {
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

  test('every list is counted once, on its first page', async () => {
    const pagerduty = await simulated({ data: pagerDutyData(SIZE) });
    await run(pagerduty, { config: SEED_ONLY });
    const counted = pagerduty.requests.filter(({ query }) => query.includes('total=true'));
    expect(counted.every(({ query }) => query.includes('offset=0'))).toBe(true);
    expect(counted.map(({ path }) => path).sort()).toEqual(['/oncalls', '/services', '/teams', '/users']);
  });
});

describe('the steps', () => {
  test('that depend on what can be disabled only join, and emit nothing that is required', () => {
    const disabled = new Set(steps.filter(({ ingestionSourceId }) => ingestionSourceId).map(({ id }) => id));
    const dependent = steps.filter(({ dependsOn = [] }) => dependsOn.some((id) => disabled.has(id)));
    expect(dependent.map(({ id }) => id.split('-')[0])).toEqual(['build', 'build', 'build']);
    expect(dependent.flatMap(({ entities }) => entities)).toEqual([]);
  });

  test('say who is in a team with their roles, or without where that source is off', () => {
    const emitting = steps.filter(({ relationships }) =>
      relationships.some(({ _type }) => _type === 'pagerduty_team_has_user'),
    );
    expect(emitting.map(({ id, ingestionSourceId }) => [id, ingestionSourceId])).toEqual([
      ['build-team-members', undefined],
      ['fetch-team-roles', 'ingestTeamRoles'],
    ]);
  });

  test('are all in the documented data model, ONCALL too', () => {
    const documented = readFileSync(join(__dirname, '..', 'docs', 'jupiterone.md'), 'utf8').replaceAll(/ +/g, ' ');
    for (const { _class, sourceType, targetType } of steps.flatMap(({ relationships }) => relationships)) {
      expect(documented).toContain(`| \`${sourceType}\` | **${_class}** | \`${targetType}\` |`);
    }
    expect(documented).toContain('| `pagerduty_user` | **ONCALL** | `pagerduty_service` |');
  });
});
