import { createMatcher, type PathMatch } from '../server/paths';
import { type PagerDutyData } from './types';
import { named, ofTeams, ofUsers, onCallOf } from './filters';
import { expand, expandTargets, type Include, type World } from './includes';
import { type ListLimits } from './list-query';
import { type Filters, type Resource } from './resource';
import { RESOURCES } from './resources';

export interface Route {
  path: string;
  key: string;
  limits?: ListLimits;
  /** An account without this ability gets a 402. */
  ability?: string;
  includes?: Readonly<Record<string, Include>>;
  filters?: Filters;
  /** Whether the list has references instead of items. */
  references?: boolean;
  /** Whether `total=true` works. Default: true. */
  counts?: boolean;
  /** The cache makes pages with and without these. */
  usualIncludes?: readonly string[];
  /** The item, or the list with deleted items. `undefined` gives a 404. */
  find(world: World, id: string): object | object[] | undefined;
}

export const CLASSIC: ListLimits = { default: 25, max: 100, reach: 10_000 };
const VERSION_3: ListLimits = { default: 100, max: 1000 };

const byId =
  (list: 'teams' | 'users' | 'services' | 'escalationPolicies' | 'schedules' | 'shiftSchedules') =>
  ({ data, deletedIds }: World, wanted: string) =>
    deletedIds.has(wanted) ? undefined : data[list]?.find(({ id }) => id === wanted);

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
  ...RESOURCES.map(routeOf),
];

function routeOf({ name, includes, filters }: Resource): Route {
  return { path: `/${name}`, key: name, limits: CLASSIC, includes, filters, find: ({ data }) => data.more[name] };
}

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

export type RouteMatch = PathMatch<Route>;

export const matchRoute = createMatcher(ROUTES);

export const idIn = ({ names }: RouteMatch): string => names.id ?? '';
