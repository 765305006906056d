import { type EnterpriseAccount, type HerokuData, type Team } from './data';

/** What the routes read: the data, without what has vanished. */
export interface World {
  data: HerokuData;
  /** Ids of what is no longer there. */
  gone: ReadonlySet<string>;
}

export interface Route {
  /** `:enterprise` and `:team` are ids or names. */
  path: string;
  /** The scopes of which a token needs one. */
  scopes: readonly string[];
  /** What a list can be sorted by. None: it is not a list. */
  sortableKeys?: readonly string[];
  /** Whether the list is put together from others, so that nothing can be put into it. */
  derived?: boolean;
  /** The thing, or the list itself, with what is gone still in it. `undefined`: there is no such thing. */
  find(world: World, identity: string): object[] | object | undefined;
}

const READING = ['global', 'read', 'read-protected', 'write', 'write-protected'];

export function findEnterprise({ data, gone }: World, identity: string): EnterpriseAccount | undefined {
  return data.enterpriseAccounts.find(({ id, name }) => (id === identity || name === identity) && !gone.has(id));
}

export function findTeam({ data, gone }: World, identity: string): Team | undefined {
  for (const teams of Object.values(data.teams)) {
    const team = teams.find(({ id, name }) => (id === identity || name === identity) && !gone.has(id));
    if (team) return team;
  }
  return undefined;
}

const ofEnterprise = (list: 'members' | 'teams') => (world: World, identity: string) => {
  const account = findEnterprise(world, identity);
  return account && (world.data[list][account.id] ??= []);
};

const ofTeam = (list: 'teamMembers' | 'teamApps' | 'teamAddons') => (world: World, identity: string) => {
  const team = findTeam(world, identity);
  return team && (world.data[list][team.id] ??= []);
};

/** Scopes and sortable keys are those of recorded answers; of the enterprise's own lists none are known. */
export const ROUTES: readonly Route[] = [
  { path: '/account', scopes: ['global', 'identity'], find: ({ data }) => data.account },
  {
    path: '/enterprise-accounts',
    scopes: READING,
    sortableKeys: ['id', 'name', 'updated_at'],
    find: ({ data }) => data.enterpriseAccounts,
  },
  { path: '/enterprise-accounts/:enterprise', scopes: READING, find: findEnterprise },
  {
    path: '/enterprise-accounts/:enterprise/members',
    scopes: READING,
    sortableKeys: ['id'],
    find: ofEnterprise('members'),
  },
  {
    path: '/enterprise-accounts/:enterprise/teams',
    scopes: READING,
    sortableKeys: ['id', 'name'],
    find: ofEnterprise('teams'),
  },
  {
    path: '/teams',
    scopes: READING,
    sortableKeys: ['id', 'name'],
    derived: true,
    find: ({ data }) => Object.values(data.teams).flat(),
  },
  { path: '/teams/:team', scopes: READING, find: findTeam },
  // As observed: the only one of these that a token for reading does not open.
  { path: '/teams/:team/members', scopes: ['global'], sortableKeys: ['id', 'email'], find: ofTeam('teamMembers') },
  { path: '/teams/:team/apps', scopes: READING, sortableKeys: ['id', 'name', 'updated_at'], find: ofTeam('teamApps') },
  { path: '/teams/:team/addons', scopes: READING, sortableKeys: ['id', 'name'], find: ofTeam('teamAddons') },
];

/** Every path that a route has for this data, by ids. */
export function pathsOf({ path }: Route, { enterpriseAccounts, teams }: HerokuData): string[] {
  if (path.includes(':enterprise')) return enterpriseAccounts.map(({ id }) => path.replace(':enterprise', id));
  const ids = () => Object.values(teams).flatMap((list) => list.map(({ id }) => id));
  return path.includes(':team') ? ids().map((id) => path.replace(':team', id)) : [path];
}

export interface RouteMatch {
  route: Route;
  /** The id or name in the path, or nothing. */
  identity: string;
}

/** Which route a path is for. `undefined`: none. */
export function matchRoute(path: string): RouteMatch | undefined {
  const segments = path.split('/');
  for (const route of ROUTES) {
    const wanted = route.path.split('/');
    if (wanted.length !== segments.length) continue;
    const place = wanted.findIndex((segment) => segment.startsWith(':'));
    if (!wanted.every((segment, i) => i === place || segment === segments[i])) continue;
    return { route, identity: place < 0 ? '' : decode(segments[place]) };
  }
  return undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
