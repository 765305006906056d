import { type HerokuData } from './data';
import { type HerokuError } from './errors';
import {
  appsIn,
  findEnterprise,
  findTeam,
  invitationsOfTeam,
  ofApp,
  ofEnterprise,
  ofSpace,
  ofTeam,
  refusesCedarApp,
  refusesCedarSpace,
  refusesFirApp,
  refusesFirSpace,
  telemetryDrainsOfSpace,
  type World,
} from './finders';

export interface Route {
  /** `:enterprise`, `:team`, `:app` and `:space` are ids or names, `:user` is `~`. */
  path: string;
  /** The scopes of which a token needs one. */
  scopes: readonly string[];
  /** What a list can be sorted by. None: it is not a list. */
  sortableKeys?: readonly string[];
  /** Whether the list is made from other lists: then no test can add to it. */
  derived?: boolean;
  /** The variant of version 3 that it is known to, where it has one of its own. */
  variant?: string;
  /** Why this thing has no such list: a 422. */
  refuses?(world: World, identity: string): HerokuError | undefined;
  /** The thing, or the list itself, with what is gone still in it. `undefined`: there is no such thing. */
  find(world: World, identity: string): object[] | object | undefined;
}

const READING = ['global', 'read', 'read-protected', 'write', 'write-protected'];

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
  {
    path: '/teams/:team/invitations',
    scopes: READING,
    sortableKeys: ['id'],
    variant: 'team-invitations',
    find: invitationsOfTeam,
  },
  // One's own, and those of others in which one is a collaborator.
  {
    path: '/users/:user/apps',
    scopes: READING,
    sortableKeys: ['id', 'name'],
    find: ({ data }, user) => (user === '~' ? data.personalApps : undefined),
  },
  { path: '/pipelines', scopes: READING, sortableKeys: ['id', 'name'], find: ({ data }) => data.pipelines },
  { path: '/pipeline-couplings', scopes: READING, sortableKeys: ['id'], find: ({ data }) => data.pipelineCouplings },
  { path: '/spaces', scopes: READING, sortableKeys: ['id', 'name'], find: ({ data }) => data.spaces },
  {
    path: '/spaces/:space/inbound-ruleset',
    scopes: READING,
    refuses: refusesFirSpace,
    find: ofSpace('inboundRulesets'),
  },
  { path: '/spaces/:space/log-drain', scopes: READING, refuses: refusesFirSpace, find: ofSpace('spaceLogDrains') },
  {
    path: '/spaces/:space/telemetry-drains',
    scopes: READING,
    sortableKeys: ['id'],
    refuses: refusesCedarSpace,
    find: telemetryDrainsOfSpace,
  },
  { path: '/addon-attachments', scopes: READING, sortableKeys: ['id'], find: ({ data }) => data.addonAttachments },
  { path: '/apps/:app/domains', scopes: READING, sortableKeys: ['id', 'hostname'], find: ofApp('appDomains') },
  { path: '/apps/:app/sni-endpoints', scopes: READING, sortableKeys: ['id'], find: ofApp('appSniEndpoints') },
  {
    path: '/apps/:app/log-drains',
    scopes: READING,
    sortableKeys: ['id'],
    refuses: refusesFirApp,
    find: ofApp('appLogDrains'),
  },
  {
    path: '/apps/:app/telemetry-drains',
    scopes: READING,
    sortableKeys: ['id'],
    refuses: refusesCedarApp,
    find: ofApp('appTelemetryDrains'),
  },
];

/** What the name in a path stands for. */
const THINGS: Readonly<Record<string, { words: string; ids: (data: HerokuData) => string[] }>> = {
  ':enterprise': { words: 'enterprise account', ids: ({ enterpriseAccounts }) => idsOf(enterpriseAccounts) },
  ':team': { words: 'team', ids: ({ teams, otherTeams }) => idsOf([...Object.values(teams).flat(), ...otherTeams]) },
  ':app': { words: 'app', ids: (data) => [...new Set(idsOf(appsIn(data)))] },
  ':user': { words: 'user', ids: () => ['~'] },
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
  const apps = new Map(appsIn(data).map((app) => [app.id, app]));
  const world = { data, gone: new Set<string>(), apps };
  return THINGS[name]
    .ids(data)
    .flatMap((id) => (!route.refuses?.(world, id) && route.find(world, id) ? [route.path.replace(name, id)] : []));
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
