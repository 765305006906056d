import { type OnCall, type PagerDutyData, type Reference } from './data';
import { expand, expandTargets, type Include, type World } from './includes';
import { type ListLimits } from './lists';

export interface Route {
  /** `:id` is a team's, or a schedule's. */
  path: string;
  /** Under which name the answer holds it. */
  key: string;
  /** Without it: not a list. */
  limits?: ListLimits;
  /** Without it the account gets a 402. */
  ability?: string;
  includes?: Readonly<Record<string, Include>>;
  /** By parameter: whether an item is meant by one of these values. */
  filters?: Readonly<Record<string, (item: never, values: ReadonlySet<string>) => boolean>>;
  /** Whether it answers references in place of the things themselves. */
  references?: boolean;
  /** Whether it counts where `total` is asked for. Default: true. */
  counts?: boolean;
  /** What clients for bulk include, for pages that are made in advance. */
  usualIncludes?: readonly string[];
  /** The thing, or the list itself, with what is gone still in it. `undefined`: there is no such thing. */
  find(world: World, id: string): object | object[] | undefined;
}

export const CLASSIC: ListLimits = { default: 25, max: 100, reach: 10_000 };
const VERSION_3: ListLimits = { default: 100, max: 1000 };

const ofTeams = ({ teams }: { teams: Reference[] }, ids: ReadonlySet<string>) => teams.some(({ id }) => ids.has(id));
const ofUsers = (policy: { escalation_rules: { targets: Reference[] }[] }, ids: ReadonlySet<string>) =>
  policy.escalation_rules.some(({ targets }) => targets.some(({ id }) => ids.has(id)));
const named = ({ name }: { name: string }, queries: ReadonlySet<string>) =>
  [...queries].every((query) => name.toLowerCase().includes(query.toLowerCase()));
const onCallOf =
  (field: 'user' | 'schedule' | 'escalation_policy') =>
  (oncall: OnCall, ids: ReadonlySet<string>): boolean =>
    ids.has(oncall[field]?.id ?? '');

const byId =
  (list: 'teams' | 'users' | 'services' | 'escalationPolicies' | 'schedules' | 'shiftSchedules') =>
  ({ data, gone }: World, wanted: string) =>
    gone.has(wanted) ? undefined : data[list]?.find(({ id }) => id === wanted);

export const ROUTES: readonly Route[] = [
  { path: '/abilities', key: 'abilities', find: ({ data }) => data.abilities },
  {
    path: '/teams',
    key: 'teams',
    limits: CLASSIC,
    ability: 'teams',
    filters: { query: named },
    find: ({ data }) => data.teams,
  },
  { path: '/teams/:id', key: 'team', ability: 'teams', find: byId('teams') },
  {
    path: '/teams/:id/members',
    key: 'members',
    limits: CLASSIC,
    ability: 'teams',
    includes: { users: expand('user', 'users') },
    find: (world, id) => (byId('teams')(world, id) ? (world.data.members[id] ??= []) : undefined),
  },
  {
    path: '/users',
    key: 'users',
    limits: CLASSIC,
    includes: { teams: expand('teams', 'teams') },
    filters: { query: named, team_ids: ofTeams },
    find: ({ data }) => data.users,
  },
  { path: '/users/:id', key: 'user', find: byId('users') },
  {
    path: '/services',
    key: 'services',
    limits: CLASSIC,
    includes: {
      teams: expand('teams', 'teams'),
      integrations: expand('integrations', 'integrations'),
      escalation_policies: expand('escalation_policy', 'escalationPolicies'),
    },
    usualIncludes: ['integrations'],
    filters: { query: named, team_ids: ofTeams },
    find: ({ data }) => data.services,
  },
  { path: '/services/:id', key: 'service', find: byId('services') },
  {
    path: '/escalation_policies',
    key: 'escalation_policies',
    limits: CLASSIC,
    includes: {
      teams: expand('teams', 'teams'),
      services: expand('services', 'services'),
      targets: expandTargets,
      escalation_rule_assignment_strategies: (policy) => policy,
    },
    usualIncludes: ['escalation_rule_assignment_strategies'],
    filters: { query: named, team_ids: ofTeams, user_ids: ofUsers },
    find: ({ data }) => data.escalationPolicies,
  },
  { path: '/escalation_policies/:id', key: 'escalation_policy', find: byId('escalationPolicies') },
  {
    path: '/schedules',
    key: 'schedules',
    limits: CLASSIC,
    filters: { query: named, team_ids: ofTeams },
    find: ({ data }) => data.schedules,
  },
  { path: '/schedules/:id', key: 'schedule', find: byId('schedules') },
  {
    path: '/v3/schedules',
    key: 'schedules',
    limits: VERSION_3,
    references: true,
    counts: false,
    filters: { query: named, team_ids: ofTeams },
    find: ({ data }) => data.shiftSchedules,
  },
  { path: '/v3/schedules/:id', key: 'schedule', find: byId('shiftSchedules') },
  {
    path: '/oncalls',
    key: 'oncalls',
    limits: CLASSIC,
    includes: {
      users: expand('user', 'users'),
      schedules: expand('schedule', 'schedules'),
      escalation_policies: expand('escalation_policy', 'escalationPolicies'),
    },
    filters: {
      user_ids: onCallOf('user'),
      schedule_ids: onCallOf('schedule'),
      escalation_policy_ids: onCallOf('escalation_policy'),
    },
    find: ({ data }) => data.oncalls,
  },
];

/** Every path that a route has for this data. */
export function pathsOf({ path }: Route, data: PagerDutyData): string[] {
  const things: Record<string, readonly { id: string }[] | undefined> = {
    teams: data.teams,
    users: data.users,
    services: data.services,
    escalation_policies: data.escalationPolicies,
    schedules: data.schedules,
    'v3/schedules': data.shiftSchedules,
  };
  const [list] = path.slice(1).split('/:id');
  return path.includes(':id') ? (things[list] ?? []).map(({ id }) => path.replace(':id', id)) : [path];
}

export interface RouteMatch {
  route: Route;
  /** The id in the path, or nothing. */
  id: string;
}

/** Which route a path is for. `undefined`: none. */
export function matchRoute(path: string): RouteMatch | undefined {
  const segments = path.split('/');
  for (const route of ROUTES) {
    const wanted = route.path.split('/');
    if (wanted.length !== segments.length) continue;
    const place = wanted.indexOf(':id');
    if (wanted.every((segment, i) => i === place || segment === segments[i])) {
      return { route, id: place < 0 ? '' : segments[place] };
    }
  }
  return undefined;
}
