import { type EnterpriseAccount, type HerokuData, type Team } from './data';

/** What the routes read: the data, without what has vanished. */
export interface World {
  data: HerokuData;
  /** Ids of what is no longer there. */
  gone: ReadonlySet<string>;
}

export interface Route {
  /** `:enterprise`, `:team`, `:app` and `:space` are ids or names. */
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

interface Named {
  id: string;
  name: string;
}

const named = <T extends Named>(things: readonly T[], identity: string, { gone }: World): T | undefined =>
  things.find(({ id, name }) => (id === identity || name === identity) && !gone.has(id));

export function findEnterprise(world: World, identity: string): EnterpriseAccount | undefined {
  return named(world.data.enterpriseAccounts, identity, world);
}

export function findTeam(world: World, identity: string): Team | undefined {
  for (const teams of [...Object.values(world.data.teams), world.data.otherTeams]) {
    const team = named(teams, identity, world);
    if (team) return team;
  }
  return undefined;
}

const ofEnterprise = (list: 'members' | 'teams') => (world: World, identity: string) => {
  const account = findEnterprise(world, identity);
  return account && (world.data[list][account.id] ??= []);
};

const ofTeam =
  (list: 'teamMembers' | 'teamApps' | 'teamAddons' | 'teamPermissions') => (world: World, identity: string) => {
    const team = findTeam(world, identity);
    return team && (world.data[list][team.id] ??= []);
  };

/** Only teams with the feature have any. */
const invitationsOfTeam = (world: World, identity: string) => {
  const team = findTeam(world, identity);
  return team && world.data.teamInvitations[team.id];
};

const ofApp = (list: 'appDomains' | 'appSniEndpoints' | 'appLogDrains') => (world: World, identity: string) => {
  const { data, gone } = world;
  // A list that is asked for by id is found at once: a benchmark asks for thousands.
  if (data[list][identity] && !gone.has(identity)) return data[list][identity];
  const app = named(Object.values(data.teamApps).flat(), identity, world);
  return app && (data[list][app.id] ??= []);
};

const rulesetOfSpace = (world: World, identity: string) => {
  const space = named(world.data.spaces, identity, world);
  return space && world.data.inboundRulesets[space.id];
};

/** Scopes and sortable keys are those of recorded answers, of which there are none for half of the lists. */
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
    find: ({ data }) => [...Object.values(data.teams).flat(), ...data.otherTeams],
  },
  { path: '/teams/:team', scopes: READING, find: findTeam },
  // As observed: the only one of these that a token for reading does not open.
  { path: '/teams/:team/members', scopes: ['global'], sortableKeys: ['id', 'email'], find: ofTeam('teamMembers') },
  { path: '/teams/:team/apps', scopes: READING, sortableKeys: ['id', 'name', 'updated_at'], find: ofTeam('teamApps') },
  { path: '/teams/:team/addons', scopes: READING, sortableKeys: ['id', 'name'], find: ofTeam('teamAddons') },
  { path: '/teams/:team/permissions', scopes: READING, sortableKeys: ['id'], find: ofTeam('teamPermissions') },
  { path: '/teams/:team/invitations', scopes: READING, sortableKeys: ['id'], find: invitationsOfTeam },
  { path: '/pipelines', scopes: READING, sortableKeys: ['id', 'name'], find: ({ data }) => data.pipelines },
  { path: '/pipeline-couplings', scopes: READING, sortableKeys: ['id'], find: ({ data }) => data.pipelineCouplings },
  { path: '/spaces', scopes: READING, sortableKeys: ['id', 'name'], find: ({ data }) => data.spaces },
  { path: '/spaces/:space/inbound-ruleset', scopes: READING, find: rulesetOfSpace },
  { path: '/addon-attachments', scopes: READING, sortableKeys: ['id'], find: ({ data }) => data.addonAttachments },
  { path: '/apps/:app/domains', scopes: READING, sortableKeys: ['id', 'hostname'], find: ofApp('appDomains') },
  { path: '/apps/:app/sni-endpoints', scopes: READING, sortableKeys: ['id'], find: ofApp('appSniEndpoints') },
  { path: '/apps/:app/log-drains', scopes: READING, sortableKeys: ['id'], find: ofApp('appLogDrains') },
];

/** What the name in a path stands for. */
const THINGS: Readonly<Record<string, { words: string; ids: (data: HerokuData) => string[] }>> = {
  ':enterprise': { words: 'enterprise account', ids: ({ enterpriseAccounts }) => idsOf(enterpriseAccounts) },
  ':team': { words: 'team', ids: ({ teams, otherTeams }) => idsOf([...Object.values(teams).flat(), ...otherTeams]) },
  ':app': { words: 'app', ids: ({ teamApps }) => [...new Set(idsOf(Object.values(teamApps).flat()))] },
  ':space': { words: 'space', ids: ({ spaces }) => idsOf(spaces) },
};

const idsOf = (things: readonly { id: string }[]) => things.map(({ id }) => id);

const nameIn = ({ path }: Route) => /:\w+/.exec(path)?.[0];

/** What a 404 of this route says is not there. */
export const thingOf = (route: Route): string => THINGS[nameIn(route) ?? '']?.words ?? 'resource';

/** Every path that a route has for this data, by ids, where there is something. */
export function pathsOf(route: Route, data: HerokuData): string[] {
  const name = nameIn(route);
  if (!name) return [route.path];
  const world = { data, gone: new Set<string>() };
  return THINGS[name].ids(data).flatMap((id) => (route.find(world, id) ? [route.path.replace(name, id)] : []));
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
