import { pagerDutyData, type PagerDutyData, type PagerDutySize } from '@j1-integrations/simulators';
import { allSourcesOff, type Benchmark, type Limit, type RateLimited } from './benchmark';

const size = (scale: number): PagerDutySize => ({
  teams: Math.round(1000 * scale),
  users: Math.round(9000 * scale),
  services: Math.round(4000 * scale),
  policies: Math.round(1500 * scale),
  schedules: Math.round(500 * scale),
  odd: false,
});

/** Less the reserve of a tenth. */
const REQUESTS_PER_MINUTE = 960 * 0.9;

const rateLimitedOf = (limit: Limit): RateLimited => ({
  server: { rateLimit: 'real' },
  title: 'windows of 960 requests per minute with a reserve of 96, and the time of the run itself',
  seconds: (requests) => Math.floor((requests - 1) / REQUESTS_PER_MINUTE) * 60 + limit.seconds,
});

const SEED_LIMIT: Limit = { requests: 200, seconds: 4, mebibytes: 240 };
const WHOLE_LIMIT: Limit = { requests: 1300, seconds: 7, mebibytes: 240 };

const common = {
  integration: 'pagerduty',
  size,
  // Lists end at 10,000 items, and some of them cannot be split.
  largestScale: 1,
} satisfies Partial<Benchmark>;

const env = ({ url, token }: { url: string; token: string }) => ({ API_KEY: token, PAGERDUTY_API_URL: url });

export const pagerduty: Benchmark[] = [
  {
    ...common,
    title: 'PagerDuty: 1,000 teams, 9,000 users, 4,000 services and their on-calls',
    truth: (scale) => truthOf(pagerDutyData(size(scale))),
    env: (server) => ({
      ...env(server),
      ...allSourcesOff('pagerduty'),
    }),
    limit: SEED_LIMIT,
    rateLimited: rateLimitedOf(SEED_LIMIT),
    sequential: {
      name: 'graph-pagerduty',
      requests: 9196,
      seconds: 202,
      remark: 'finds 2,743 of 9,145 on-call edges',
    },
  },
  {
    ...common,
    title: 'PagerDuty: the same with roles, 1,500 escalation policies, 500 schedules, integrations and windows',
    truth(scale) {
      const data = pagerDutyData(size(scale));
      return { ...truthOf(data), ...truthBeyond(data) };
    },
    env,
    limit: WHOLE_LIMIT,
    rateLimited: rateLimitedOf(WHOLE_LIMIT),
    sequential: {
      name: 'graph-pagerduty',
      requests: 9196,
      seconds: 202,
      remark: 'collects none of the additional types',
    },
  },
];

function truthOf({ teams, users, members, services, oncalls }: PagerDutyData) {
  const onCall = new Map<string, Set<string>>();
  for (const { escalation_policy, user } of oncalls) {
    if (!user) continue;
    const people = onCall.get(escalation_policy.id) ?? new Set();
    onCall.set(escalation_policy.id, people.add(user.id));
  }
  return {
    pagerduty_account: 1,
    pagerduty_team: teams.length,
    pagerduty_user: users.length,
    pagerduty_service: services.length,
    pagerduty_team_has_user: sum(Object.values(members), (list) => list.length),
    pagerduty_team_assigned_service: sum(services, (service) => service.teams?.length ?? 0),
    pagerduty_user_oncall_service: sum(
      services,
      (service) => onCall.get(service.escalation_policy?.id ?? '')?.size ?? 0,
    ),
  };
}

function truthBeyond({ services, integrations, escalationPolicies, schedules, shiftSchedules }: PagerDutyData) {
  const allSchedules = [...schedules, ...(shiftSchedules ?? [])];
  const onShifts = (shiftSchedules ?? []).map(({ rotations }) => {
    const events = rotations.flatMap((rotation) => rotation.events).filter((event) => event.effective_until === null);
    return new Set(events.flatMap((event) => event.assignment_strategy.members).map(({ user_id }) => user_id));
  });
  return {
    pagerduty_escalation_policy: escalationPolicies.length,
    pagerduty_escalation_rule: sum(escalationPolicies, (policy) => policy.escalation_rules?.length ?? 0),
    pagerduty_schedule: allSchedules.length,
    pagerduty_integration: integrations.length,
    pagerduty_service_uses_escalation_policy: services.length,
    pagerduty_schedule_has_user:
      sum(schedules, (schedule) => schedule.users?.length ?? 0) + sum(onShifts, (people) => people.size),
    pagerduty_team_has_schedule: sum(allSchedules, (schedule) => schedule.teams?.length ?? 0),
  };
}

const sum = <Item>(items: readonly Item[], count: (item: Item) => number): number =>
  items.reduce((total, item) => total + count(item), 0);
