import { outsider } from '../company/people';
import { type Random } from '../server/random';
import { type OnCall, type PagerDutyData, type Service } from './types';
import { createRotation, createSchedule, createShiftSchedule } from './on-call';
import { createUser } from './people';
import { createId, type Place, referTo, referToGone } from './references';

/** Secrets in places where PagerDuty has secrets. They must not reach a graph, a log or a file. */
export const PAGERDUTY_CANARIES = [
  'canary-http-cal-4d1f70',
  'canary-web-cal-a3c9be',
  'canary-schedule-cal-81e2d5',
  'canary-integration-key-6b07fa',
  'canary-integration-email-c51d29',
  'canary-contact-92f4e8',
] as const;

export function addOddItems(data: PagerDutyData, random: Random, place: Place): void {
  addOddTeams(data);
  addOddUsers(data, random, place);
  addOddMembers(data, random);
  addOddServices(data, random);
  addOddIntegrations(data);
  addOddSchedules(data, random, place);
  addOddPolicies(data, random);
  addOddOnCalls(data, random);
}

function addOddTeams({ teams, members, users }: PagerDutyData): void {
  const [parent, child, unknownRole, ...others] = teams;
  if (child) child.parent = referTo(parent);
  if (unknownRole)
    Object.assign(unknownRole, { default_role: 'observer', parent: referToGone('PDELTEAM', 'team', 'Dissolved') });
  const empty = others.at(-1);
  if (!empty) return;
  members[empty.id] = [];
  for (const user of users) user.teams = user.teams.filter(({ id }) => id !== empty.id);
}

function addOddUsers(data: PagerDutyData, random: Random, place: Place): void {
  const [team] = data.teams;
  const odd = (number: number, changes: object) => ({
    ...createUser(random, place, outsider(900_000 + number)),
    ...changes,
  });
  const gone = referToGone('PDELTEAM', 'team', 'Dissolved');
  const inTeam = team ? [referTo(team)] : [];
  data.users.unshift(
    odd(1, { invitation_sent: true, job_title: null, billed: false, description: 'Starts in spring' }),
    // The schema requires a name.
    odd(2, { name: null, summary: null }),
    // A role that the schema lacks.
    odd(3, { role: 'limited_stakeholder', html_url: null }),
    odd(4, { teams: [...inTeam, ...inTeam, gone] }),
    odd(5, { email: 'paging-bot', time_zone: null }),
    odd(6, {
      http_cal_url: `https://acme.pagerduty.com/private/${PAGERDUTY_CANARIES[0]}/feed`,
      web_cal_url: `webcal://acme.pagerduty.com/private/${PAGERDUTY_CANARIES[1]}/feed`,
      contact_methods: [{ ...referToGone('PCONTACT', 'phone_contact_method', `Mobile ${PAGERDUTY_CANARIES[5]}`) }],
    }),
  );
}

function addOddMembers({ teams, members, users }: PagerDutyData, random: Random): void {
  const [team] = teams;
  if (!team) return;
  const [first] = members[team.id];
  members[team.id].push(
    { user: referToGone('PDELUSER', 'user', 'Somebody Gone'), role: 'responder' },
    { user: referTo(random.pick(users)), role: 'scribe' },
    ...(first ? [first] : []),
  );
}

function addOddServices({ services, teams }: PagerDutyData, random: Random): void {
  const [empty, strange, shared, supported, ...others] = services;
  if (empty) {
    Object.assign(empty, {
      teams: [],
      last_incident_timestamp: null,
      acknowledgement_timeout: null,
      auto_resolve_timeout: null,
      description: null,
    } satisfies Partial<Service>);
  }
  if (strange) strange.status = 'paused';
  if (shared) shared.teams = [...teams.slice(0, 2).map(referTo), referToGone('PDELTEAM', 'team', 'Dissolved')];
  if (supported) {
    supported.incident_urgency_rule = {
      type: 'use_support_hours',
      during_support_hours: { type: 'constant', urgency: 'high' },
      outside_support_hours: { type: 'constant', urgency: 'low' },
    };
  }
  const orphan = others.at(-1);
  if (orphan) orphan.escalation_policy = referToGone('PDELPOLICY', 'escalation_policy', 'Deleted policy');
  for (const status of ['warning', 'critical', 'maintenance', 'disabled']) {
    if (others.length > 5) others[random.integer(0, others.length - 2)].status = status;
  }
}

function addOddIntegrations({ integrations, services }: PagerDutyData): void {
  const [keyed, mailed, unknown, , gone] = integrations;
  if (keyed) keyed.integration_key = PAGERDUTY_CANARIES[3];
  if (mailed) mailed.integration_email = `${PAGERDUTY_CANARIES[4]}@acme.pagerduty.com`;
  if (unknown) Object.assign(unknown, { name: null, summary: null, vendor: null });
  // The service keeps a reference to the deleted integration.
  if (gone) integrations.splice(integrations.indexOf(gone), 1);
  services.at(5)?.integrations.splice(0);
}

function addOddSchedules(data: PagerDutyData, random: Random, place: Place): void {
  const empty = createSchedule(random, place, 'Nobody', []);
  const mixed = createSchedule(random, place, 'Half gone', random.sample(data.users, 1));
  mixed.users.push(referToGone('PDELUSER', 'user', 'Somebody Gone'), ...mixed.users);
  mixed.http_cal_url = `https://acme.pagerduty.com/private/${PAGERDUTY_CANARIES[2]}/feed`;
  data.schedules.push(empty, mixed);
  const [earlier, ...now] = random.sample(data.users, 4);
  const shifts = createShiftSchedule(random, place, 'Shifts', now);
  shifts.rotations[0]?.events[0]?.assignment_strategy.members.push(
    { type: 'empty_member' },
    { type: 'user_member', user_id: 'PDELUSER' },
  );
  if (earlier) shifts.rotations.push(createRotation(random, [earlier], '2026-01-01T00:00:00Z'));
  shifts.web_cal_url = `webcal://acme.pagerduty.com/private/${PAGERDUTY_CANARIES[2]}/feed`;
  const incomplete = createShiftSchedule(random, place, 'Untold', now);
  // A rotation without `events` is unknown, not empty.
  incomplete.rotations.push({
    id: createId(random),
    type: 'schedule_rotation',
  } as (typeof incomplete.rotations)[number]);
  data.shiftSchedules?.push(shifts, incomplete);
}

function addOddPolicies({ escalationPolicies, schedules, users }: PagerDutyData, random: Random): void {
  const [bare, shared, gone] = escalationPolicies;
  if (bare) Object.assign(bare, { description: null, num_loops: 0 });
  if (shared?.escalation_rules[0]) {
    const [rule] = shared.escalation_rules;
    rule.escalation_rule_assignment_strategy = 'round_robin';
    const person = referTo(random.pick(users));
    rule.targets.push(person, person, referTo(schedules.at(-2)!));
  }
  gone?.escalation_rules.push({
    id: createId(random),
    escalation_delay_in_minutes: 30,
    targets: [referToGone('PDELUSER', 'user', 'Somebody Gone'), referToGone('PDELSCHED', 'schedule', 'Old rotation')],
    escalation_rule_assignment_strategy: 'by_the_moon',
  });
}

function addOddOnCalls({ oncalls, escalationPolicies, schedules, users }: PagerDutyData, random: Random): void {
  const policy = escalationPolicies.find(({ services }) => services.length > 0);
  if (!policy) return;
  const like: OnCall = {
    escalation_policy: referTo(policy),
    escalation_level: 1,
    user: referTo(users[users.length - 1]),
    schedule: null,
    start: null,
    end: null,
  };
  const [early, late] = ['2026-11-01T00:00:00+01:00', '2026-12-01T00:00:00+01:00'];
  const { user: _nobody, ...withoutUser } = like;
  const schedule = schedules.length > 0 ? referTo(schedules[0]) : null;
  oncalls.push(
    // One person has two levels and two schedules, and one entry without an end.
    { ...like, escalation_level: 3 },
    { ...like, escalation_level: 2, schedule, start: early, end: late },
    // A gap in a schedule has two forms.
    { ...like, user: null, schedule, start: early, end: late },
    { ...withoutUser, schedule } as OnCall,
    { ...like, user: referToGone('PDELUSER', 'user', 'Somebody Gone') },
    { ...like, escalation_policy: referToGone('PDELPOLICY2', 'escalation_policy', 'Deleted policy') },
    // The last entry finds a client that keeps only the last entry of a policy.
    { ...like, escalation_level: random.integer(4, 5), user: null },
  );
}
