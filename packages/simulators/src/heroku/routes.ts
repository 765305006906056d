import { createMatcher, type PathMatch } from '../server/paths';
import { type HerokuData } from './data';
import { type HerokuError } from './errors';
import {
  appsIn,
  findApp,
  findEnterprise,
  findSpace,
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
import { type Resource } from './resource';
import { RESOURCES } from './resources';

export interface Route {
  /** With at most one id or name: `:enterprise`, `:team`, `:app`, `:space` or `:user` (`~`). */
  path: string;
  /** A token needs one of them. */
  scopes: readonly string[];
  /** Of lists only: the keys of a `Range`. */
  sortableKeys?: readonly string[];
  /** Whether it is made of other lists, so that no item can be added. */
  derived?: boolean;
  /** Default: plain version 3. */
  variant?: string;
  /** The error of a 422. */
  refuses?(world: World, identity: string): HerokuError | undefined;
  /** The item, or the whole list with deleted items. `undefined`: a 404. */
  find(world: World, identity: string): object[] | object | undefined;
}

const READING = ['global', 'read', 'read-protected', 'write', 'write-protected'];

/** Scopes and sortable keys are from recorded answers, which half of the lists lack. */
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
  // As observed: the scope `read` is not enough.
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
  // The caller's own apps, and those that the caller works on.
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
  ...RESOURCES.map(routeOf),
];

interface Thing {
  words: string;
  ids: (data: HerokuData) => string[];
  find: (world: World, identity: string) => { id: string } | undefined;
}

const THINGS: Readonly<Record<string, Thing>> = {
  ':enterprise': {
    words: 'enterprise account',
    ids: ({ enterpriseAccounts }) => idsOf(enterpriseAccounts),
    find: findEnterprise,
  },
  ':team': {
    words: 'team',
    ids: ({ teams, otherTeams }) => idsOf([...Object.values(teams).flat(), ...otherTeams]),
    find: findTeam,
  },
  ':app': { words: 'app', ids: (data) => [...new Set(idsOf(appsIn(data)))], find: findApp },
  ':user': { words: 'user', ids: () => ['~'], find: () => undefined },
  ':space': { words: 'space', ids: ({ spaces }) => idsOf(spaces), find: findSpace },
};

function idsOf(things: readonly { id: string }[]): string[] {
  return things.map(({ id }) => id);
}

const thingIn = ({ path }: { path: string }): [name: string, thing: Thing] | undefined => {
  const name = /:\w+/.exec(path)?.[0];
  return name === undefined ? undefined : [name, THINGS[name]];
};

function routeOf({ path, refuses }: Resource): Route {
  return {
    path,
    scopes: READING,
    sortableKeys: ['id'],
    refuses,
    find(world, identity) {
      const parent = thingIn({ path })?.[1].find(world, identity);
      return parent && (world.data.more[path][parent.id] ??= []);
    },
  };
}

/** For the message of a 404. */
export const thingOf = (route: Route): string => thingIn(route)?.[1].words ?? 'resource';

/** Every path of a route for this data. */
export function pathsOf(route: Route, data: HerokuData): string[] {
  const named = thingIn(route);
  if (!named) return [route.path];
  const [name, { ids }] = named;
  const apps = new Map(appsIn(data).map((app) => [app.id, app]));
  const world = { data, gone: new Set<string>(), apps };
  const isThere = (id: string) => !route.refuses?.(world, id) && route.find(world, id) !== undefined;
  return ids(data)
    .filter(isThere)
    .map((id) => route.path.replace(name, id));
}

export type RouteMatch = PathMatch<Route>;

export const matchRoute = createMatcher(ROUTES);

export const identityIn = ({ names }: RouteMatch): string => Object.values(names)[0] ?? '';
