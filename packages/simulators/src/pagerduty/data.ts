import { employeeAt } from '../company/people';
import { createMemberPicker } from '../company/teams';
import { type Random, randomFor, seededRandom } from '../server/random';
import { times } from '../server/times';
import { type EscalationPolicy, type PagerDutyData, type Reference, type Team, type User } from './types';
import { addOddItems } from './odd';
import { createPolicy, createSchedule, createShiftSchedule, membersOf, onCallsOf, type Target } from './on-call';
import { createTeam, createUser } from './people';
import { type Place, placeOf, referTo } from './references';
import { RESOURCES } from './resources';
import { createIntegration, createService } from './workloads';

export interface PagerDutySize {
  /** The same seed and size give the same data. */
  seed?: number;
  region?: 'us' | 'eu';
  teams?: number;
  users?: number;
  membersPerTeam?: number;
  services?: number;
  policies?: number;
  /** Every tenth schedule has shifts, the others have layers. */
  schedules?: number;
  /** Whether to add odd items, as far as they fit. */
  odd?: boolean;
}

export function pagerDutyData(size: PagerDutySize = {}): PagerDutyData {
  const { seed = 1, region = 'us', teams = 8, users = 60, membersPerTeam = 6 } = size;
  const { services = 24, policies = 10, schedules = 10, odd = true } = size;
  const random = seededRandom(seed);
  const subdomain = 'acme';
  const place = placeOf(subdomain, region);
  const data: PagerDutyData = {
    subdomain,
    abilities: ['teams', 'read_only_users', 'service_support_hours', 'urgencies'],
    teams: times(teams, (t) => createTeam(random, place, t)),
    users: times(users, (u) => createUser(random, place, employeeAt('pagerduty', u))),
    members: {},
    services: [],
    integrations: [],
    escalationPolicies: [],
    schedules: [],
    shiftSchedules: [],
    oncalls: [],
    more: {},
  };
  joinTeams(data, random, membersPerTeam);
  addSchedules(data, random, place, schedules);
  addPolicies(data, random, place, policies);
  addServices(data, random, place, services);
  const onDuty = onDutyNow(data, random);
  data.oncalls = data.escalationPolicies.flatMap((policy) => onCallsOf(policy, onDuty));
  if (odd) addOddItems(data, random, place);
  for (const { name, create } of RESOURCES) data.more[name] = create(data, randomFor(seed, name), place, odd);
  return data;
}

function joinTeams(data: PagerDutyData, random: Random, membersPerTeam: number): void {
  const membersOf = createMemberPicker(data.users, (_, position) => employeeAt('pagerduty', position).number);
  data.teams.forEach((team, t) => {
    const members = membersOf(random, t, membersPerTeam);
    data.members[team.id] = members.map((user, i) => ({
      user: referTo(user),
      role: i === 0 ? 'manager' : random.pick(['responder', 'responder', 'observer']),
    }));
    for (const user of members) user.teams.push(referTo(team));
  });
}

/** The members of a team, or all users if it has none. */
function peopleByTeam({ users, members }: PagerDutyData): (team: Team | undefined) => readonly User[] {
  const byId = new Map(users.map((user) => [user.id, user]));
  return (team) => {
    const own = team ? members[team.id].flatMap(({ user }) => byId.get(user.id) ?? []) : [];
    return own.length > 0 ? own : users;
  };
}

function addSchedules(data: PagerDutyData, random: Random, place: Place, count: number): void {
  const peopleOf = peopleByTeam(data);
  for (let s = 0; s < count; s++) {
    const team = data.teams[s % data.teams.length] as Team | undefined;
    const users = random.sample(peopleOf(team), random.integer(1, 5));
    const name = `${team?.name ?? 'Shared'} rotation ${s}`;
    const hasShifts = s % 10 === 9;
    const schedule = (hasShifts ? createShiftSchedule : createSchedule)(random, place, name, users);
    if (team) schedule.teams.push(referTo(team));
    if (schedule.type === 'schedule_v3') data.shiftSchedules?.push(schedule as never);
    else data.schedules.push(schedule as never);
  }
}

function addPolicies(data: PagerDutyData, random: Random, place: Place, count: number): void {
  const schedules: Target[] = [...data.schedules, ...(data.shiftSchedules ?? [])];
  const peopleOf = peopleByTeam(data);
  for (let p = 0; p < count; p++) {
    const team = data.teams[p % data.teams.length] as Team | undefined;
    const people = peopleOf(team);
    // With few targets, the same target is at several levels.
    const few: Target[] = [...people.slice(0, 1), ...random.sample(people.slice(1), 1), ...random.sample(schedules, 2)];
    const levels = times(random.pick([1, 2, 2, 3, 4]), () => random.sample(few, random.integer(1, 2)));
    const policy = createPolicy(random, place, `${team?.name ?? 'Shared'} policy ${p}`, levels.filter(notEmpty));
    if (team) policy.teams.push(referTo(team));
    data.escalationPolicies.push(policy);
    addPolicyToSchedules(data, policy);
  }
}

function addPolicyToSchedules(data: PagerDutyData, policy: EscalationPolicy): void {
  const targets = new Set(policy.escalation_rules.flatMap((rule) => rule.targets.map(({ id }) => id)));
  for (const schedule of [...data.schedules, ...(data.shiftSchedules ?? [])]) {
    if (targets.has(schedule.id)) schedule.escalation_policies.push(referTo(policy));
  }
}

function addServices(data: PagerDutyData, random: Random, place: Place, count: number): void {
  if (data.escalationPolicies.length === 0) return;
  for (let s = 0; s < count; s++) {
    const team = data.teams[s % data.teams.length] as Team | undefined;
    // Most services use a policy of their own team.
    const own = data.escalationPolicies[s % data.teams.length] as EscalationPolicy | undefined;
    const policy = own && random.chance(0.7) ? own : random.pick(data.escalationPolicies);
    const service = createService(random, place, Math.floor(s / Math.max(1, data.teams.length)), team, policy);
    const integration = createIntegration(random, place, service);
    service.integrations.push(referTo(integration));
    policy.services.push(referTo(service));
    data.services.push(service);
    data.integrations.push(integration);
  }
}

/** Some schedules have a gap now. */
function onDutyNow(data: PagerDutyData, random: Random): Map<string, Reference | null> {
  const people = new Map(data.users.map((user) => [user.id, referTo(user)]));
  const shifts = (data.shiftSchedules ?? []).map((schedule) => ({
    id: schedule.id,
    users: membersOf(schedule).map((id) => people.get(id)!),
  }));
  return new Map(
    [...data.schedules, ...shifts].map(({ id, users }) => [id, random.chance(0.15) ? null : random.pick(users)]),
  );
}

const notEmpty = (targets: readonly Target[]) => targets.length > 0;
