import { type PagerDutyData } from './types';
import { pagerDutyData } from './data';
import { PAGERDUTY_CANARIES } from './odd';
import { membersOf } from './on-call';

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
const repeated = (all: string[]) => all.filter((id, i) => all.indexOf(id) !== i);

test('the same seed gives the same data, and another seed gives other data', () => {
  expect(pagerDutyData({ seed: 7 })).toEqual(pagerDutyData({ seed: 7 }));
  expect(ids(pagerDutyData({ seed: 8 }).users)).not.toEqual(ids(pagerDutyData({ seed: 7 }).users));
});

test('the data has the requested size, every item once, and no reference to an unknown item', () => {
  const data = pagerDutyData({ teams: 20, users: 90, services: 70, policies: 30, schedules: 40, odd: false });
  const lists = {
    teams: data.teams,
    users: data.users,
    services: data.services,
    escalationPolicies: data.escalationPolicies,
    schedules: [...data.schedules, ...data.shiftSchedules!],
    integrations: data.integrations,
  };
  expect(Object.values(lists).map(({ length }) => length)).toEqual([20, 90, 70, 30, 40, 70]);
  for (const list of Object.values(lists)) expect(repeated(ids(list))).toEqual([]);
  const known = new Set(Object.values(lists).flatMap(ids));
  const referred = [
    ...data.users.flatMap(({ teams }) => teams),
    ...Object.values(data.members).flatMap((members) => members.map(({ user }) => user)),
    ...data.services.flatMap(({ teams, integrations, escalation_policy }) => [
      ...teams,
      ...integrations,
      escalation_policy,
    ]),
    ...data.escalationPolicies.flatMap(({ escalation_rules, teams, services }) => [
      ...escalation_rules.flatMap(({ targets }) => targets),
      ...teams,
      ...services,
    ]),
    ...lists.schedules.flatMap(({ teams, escalation_policies }) => [...teams, ...escalation_policies]),
    ...data.schedules.flatMap(({ users }) => users),
    ...data.shiftSchedules!.flatMap(membersOf).map((id) => ({ id })),
    ...data.oncalls.flatMap(({ user, schedule, escalation_policy }) => [user, schedule, escalation_policy]),
  ];
  expect(referred.filter((reference) => reference && !known.has(reference.id))).toEqual([]);
});

test('users and teams have the same memberships', () => {
  const data = pagerDutyData({ odd: false });
  const bySide = [
    data.users.flatMap(({ id, teams }) => ids(teams).map((team) => `${team} ${id}`)),
    Object.entries(data.members).flatMap(([team, members]) => members.map(({ user }) => `${team} ${user.id}`)),
  ];
  expect(new Set(bySide[0])).toEqual(new Set(bySide[1]));
});

test.each([0, 1, 2, 3])('odd items do not add teams to data with %i items of each kind', (size) => {
  const data = pagerDutyData({ teams: size, users: size, services: size, policies: size, schedules: size });
  expect(data.teams).toHaveLength(size);
});

describe('the odd items of the default size', () => {
  let data: PagerDutyData;
  beforeAll(() => {
    data = pagerDutyData();
  });
  const policyOf = (id: string) => data.oncalls.filter(({ escalation_policy }) => escalation_policy.id === id);

  test('some on-calls repeat a person, or lack a person, a known person, a schedule or an end', () => {
    const last = data.oncalls.at(-1)!;
    const entries = policyOf(last.escalation_policy.id);
    const people = entries.flatMap(({ user }) => user?.id ?? []);
    expect(repeated(people)).not.toEqual([]);
    expect(entries.some(({ user }) => user === null)).toBe(true);
    expect(entries.some((entry) => !('user' in entry))).toBe(true);
    expect(entries.some(({ user }) => user && !ids(data.users).includes(user.id))).toBe(true);
    expect(entries.some(({ user, schedule, end }) => user && schedule === null && end === null)).toBe(true);
    expect(data.services.some(({ escalation_policy }) => escalation_policy.id === last.escalation_policy.id)).toBe(
      true,
    );
    expect(last.user).toBeNull();
  });

  test('some users are invited, have no name, an unknown role, one team twice, or a deleted team', () => {
    const { users, teams } = data;
    expect(users.some(({ invitation_sent, teams: none }) => invitation_sent && none.length === 0)).toBe(true);
    expect(users.some(({ name }) => name === null)).toBe(true);
    expect(users.some(({ role }) => role === 'limited_stakeholder')).toBe(true);
    expect(users.some(({ role }) => role === 'owner')).toBe(true);
    expect(users.some((user) => repeated(ids(user.teams)).length > 0)).toBe(true);
    expect(users.some((user) => user.teams.some(({ id }) => !ids(teams).includes(id)))).toBe(true);
    expect(users.some(({ email }) => !email.includes('@'))).toBe(true);
  });

  test('some services have no team, an unknown status or a deleted policy, and every status occurs', () => {
    const { services, escalationPolicies } = data;
    expect(services.some(({ teams }) => teams.length === 0)).toBe(true);
    expect(services.some(({ escalation_policy: { id } }) => !ids(escalationPolicies).includes(id))).toBe(true);
    expect(new Set(services.map(({ status }) => status))).toEqual(
      new Set(['active', 'warning', 'critical', 'maintenance', 'disabled', 'paused']),
    );
  });

  test('one team has no members, and one team has a deleted, a repeated and an unknown kind of member', () => {
    const lists = Object.values(data.members);
    expect(lists.some((members) => members.length === 0)).toBe(true);
    const [odd] = lists;
    expect(odd.some(({ user }) => !ids(data.users).includes(user.id))).toBe(true);
    expect(odd.some(({ role }) => role === 'scribe')).toBe(true);
    expect(repeated(odd.map(({ user }) => user.id))).not.toEqual([]);
  });

  test('some shifts have no person, a deleted person or an earlier person', () => {
    const [schedule, untold] = data.shiftSchedules!.slice(-2);
    const events = schedule.rotations.flatMap(({ events }) => events);
    const members = events.flatMap(({ assignment_strategy }) => assignment_strategy.members);
    expect(members.some(({ type, user_id }) => type === 'empty_member' && !user_id)).toBe(true);
    expect(untold.rotations.at(-1)).not.toHaveProperty('events');
    expect(membersOf(schedule).some((id) => !ids(data.users).includes(id))).toBe(true);
    expect(members.some(({ user_id }) => user_id && !membersOf(schedule).includes(user_id))).toBe(true);
  });

  test('only data with odd items has the canaries', () => {
    const [odd, tidy] = [JSON.stringify(data), JSON.stringify(pagerDutyData({ odd: false }))];
    for (const canary of PAGERDUTY_CANARIES) {
      expect(odd).toContain(canary);
      expect(tidy).not.toContain(canary);
    }
  });
});
