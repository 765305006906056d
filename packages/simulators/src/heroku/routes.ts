import { createMatcher, type PathMatch } from '../server/paths';
import { type HerokuData } from './types';
import { type HerokuError } from './errors';
import {
  appsIn,
  findApp,
  findEnterprise,
  findSpace,
  findTeam,
  invitationsOfTeam,
  listOfApp,
  listOfEnterprise,
  itemOfSpace,
  listOfTeam,
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
  /** At most one part is a parameter: `:enterprise`, `:team`, `:app`, `:space` or `:user` (`~`). */
  path: string;
  /** A token needs one of them. */
  scopes: readonly string[];
  /** The keys of a `Range`. Only a list has them. */
  sortableKeys?: readonly string[];
  /** Whether the list joins other lists. No item can then be inserted. */
  derived?: boolean;
  variant?: string;
  refuses?(world: World, identity: string): HerokuError | undefined;
  /** The item, or the list with deleted items. `undefined` gives a 404. */
  find(world: World, identity: string): object[] | object | undefined;
}

const READING = ['global', 'read', 'read-protected', 'write', 'write-protected'];

/** Scopes and sortable keys come from recorded answers. For half of the lists there are none. */
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
    find: listOfEnterprise('members'),
  },
  {
    path: '/enterprise-accounts/:enterprise/teams',
    scopes: READING,
    sortableKeys: ['id', 'name'],
    find: listOfEnterprise('teams'),
  },
  {
    path: '/teams',
    scopes: READING,
    sortableKeys: ['id', 'name'],
    derived: true,
    find: ({ data }) => [...Object.values(data.teams).flat(), ...data.otherTeams],
  },
  { path: '/teams/:team', scopes: READING, find: findTeam },
  // In recorded answers, the scope `read` is not enough.
  { path: '/teams/:team/members', scopes: ['global'], sortableKeys: ['id', 'email'], find: listOfTeam('teamMembers') },
  {
    path: '/teams/:team/apps',
    scopes: READING,
    sortableKeys: ['id', 'name', 'updated_at'],
    find: listOfTeam('teamApps'),
  },
  { path: '/teams/:team/addons', scopes: READING, sortableKeys: ['id', 'name'], find: listOfTeam('teamAddons') },
  { path: '/teams/:team/permissions', scopes: READING, sortableKeys: ['id'], find: listOfTeam('teamPermissions') },
  {
    path: '/teams/:team/invitations',
    scopes: READING,
    sortableKeys: ['id'],
    variant: 'team-invitations',
    find: invitationsOfTeam,
  },
  // `~` is the caller. The list also has apps of others on which the caller works.
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
    find: itemOfSpace('inboundRulesets'),
  },
  { path: '/spaces/:space/log-drain', scopes: READING, refuses: refusesFirSpace, find: itemOfSpace('spaceLogDrains') },
  {
    path: '/spaces/:space/telemetry-drains',
    scopes: READING,
    sortableKeys: ['id'],
    refuses: refusesCedarSpace,
    find: telemetryDrainsOfSpace,
  },
  { path: '/addon-attachments', scopes: READING, sortableKeys: ['id'], find: ({ data }) => data.addonAttachments },
  { path: '/apps/:app/domains', scopes: READING, sortableKeys: ['id', 'hostname'], find: listOfApp('appDomains') },
  { path: '/apps/:app/sni-endpoints', scopes: READING, sortableKeys: ['id'], find: listOfApp('appSniEndpoints') },
  {
    path: '/apps/:app/log-drains',
    scopes: READING,
    sortableKeys: ['id'],
    refuses: refusesFirApp,
    find: listOfApp('appLogDrains'),
  },
  {
    path: '/apps/:app/telemetry-drains',
    scopes: READING,
    sortableKeys: ['id'],
    refuses: refusesCedarApp,
    find: listOfApp('appTelemetryDrains'),
  },
  ...RESOURCES.map(routeOf),
];

interface Parameter {
  noun: string;
  ids: (data: HerokuData) => string[];
  find: (world: World, identity: string) => { id: string } | undefined;
}

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  ':enterprise': {
    noun: 'enterprise account',
    ids: ({ enterpriseAccounts }) => idsOf(enterpriseAccounts),
    find: findEnterprise,
  },
  ':team': {
    noun: 'team',
    ids: ({ teams, otherTeams }) => idsOf([...Object.values(teams).flat(), ...otherTeams]),
    find: findTeam,
  },
  ':app': { noun: 'app', ids: (data) => [...new Set(idsOf(appsIn(data)))], find: findApp },
  ':user': { noun: 'user', ids: () => ['~'], find: () => undefined },
  ':space': { noun: 'space', ids: ({ spaces }) => idsOf(spaces), find: findSpace },
};

function idsOf(things: readonly { id: string }[]): string[] {
  return things.map(({ id }) => id);
}

const parameterIn = ({ path }: { path: string }): [name: string, parameter: Parameter] | undefined => {
  const name = /:\w+/.exec(path)?.[0];
  return name === undefined ? undefined : [name, PARAMETERS[name]];
};

function routeOf({ path, refuses }: Resource): Route {
  return {
    path,
    scopes: READING,
    sortableKeys: ['id'],
    refuses,
    find(world, identity) {
      const parent = parameterIn({ path })?.[1].find(world, identity);
      return parent && (world.data.more[path][parent.id] ??= []);
    },
  };
}

export const nounOf = (route: Route): string => parameterIn(route)?.[1].noun ?? 'resource';

export function pathsOf(route: Route, data: HerokuData): string[] {
  const parameter = parameterIn(route);
  if (!parameter) return [route.path];
  const [name, { ids }] = parameter;
  const apps = new Map(appsIn(data).map((app) => [app.id, app]));
  const world = { data, deletedIds: new Set<string>(), apps };
  const isThere = (id: string) => !route.refuses?.(world, id) && route.find(world, id) !== undefined;
  return ids(data)
    .filter(isThere)
    .map((id) => route.path.replace(name, id));
}

export type RouteMatch = PathMatch<Route>;

export const matchRoute = createMatcher(ROUTES);

export const identityIn = ({ names }: RouteMatch): string => Object.values(names)[0] ?? '';
