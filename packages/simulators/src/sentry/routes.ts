import { createMatcher, type PathMatch } from '../server/paths';
import { type Organization, type Project, type SentryData, type Team } from './data';
import { type TeamReference } from './references';
import { RESOURCES } from './resources';
import { asSummary, without } from './summaries';

export interface World {
  data: SentryData;
  /** Ids of deleted items. */
  gone: ReadonlySet<string>;
  /** Whether an id finds no team. */
  slugsOnly?: boolean;
}

export interface Route {
  /** Below `/api/0`; `:organization` and `:team` are ids or slugs. */
  path: string;
  /** A token needs one of them. */
  scopes: readonly string[];
  /** The whole list. `undefined`: a 404. */
  list?: (world: World, team: string) => object[] | undefined;
  /** Makes the answer of an item. Default: the item itself. */
  show?: (item: never, query: URLSearchParams, data: SentryData) => object;
  /** Whether the query selects an item. Default: all. */
  matches?: (item: never, query: URLSearchParams) => boolean;
  /** Whether only the control silo has it. A region answers 404 with no body. */
  control?: boolean;
  /** Instead of a list. */
  thing?: (world: World) => object;
}

const any = (area: string) => [`${area}:read`, `${area}:write`, `${area}:admin`];

export const isOrganization = ({ data }: World, identity: string) =>
  identity === data.organization.slug || identity === data.organization.id;

export function findTeam({ data, gone, slugsOnly }: World, identity: string): Team | undefined {
  const isId = !slugsOnly && /^\d+$/.test(identity);
  const named = ({ id, slug }: Team) => (isId ? id : slug) === identity;
  return data.teams.find((team) => named(team) && !gone.has(team.id));
}

function showTeam(team: Team, query: URLSearchParams, { projects }: SentryData): object {
  if (query.get('detailed') === '0') return team;
  const own = projects.filter(({ teams, team: legacy }) => references(teams, legacy).some(({ id }) => id === team.id));
  return { ...team, externalTeams: [], projects: own.map(asSummary) };
}

const references = (teams: TeamReference[] | undefined, legacy: TeamReference | null): TeamReference[] =>
  teams ?? (legacy ? [legacy] : []);

const showProject = (project: Project) => without(project, ['isInternal', 'isPublic', 'avatar', 'color', 'status']);

/** Fields that the list of organizations lacks. */
export const ONLY_IN_FULL: readonly (keyof Organization)[] = [
  'openMembership',
  'defaultRole',
  'allowSharedIssues',
  'dataScrubber',
  'dataScrubberDefaults',
  'scrubIPAddresses',
  'orgRoleList',
];

export const ROUTES: readonly Route[] = [
  { path: '/organizations/:organization/', scopes: any('org'), thing: ({ data }) => data.organization },
  {
    path: '/organizations/',
    scopes: any('org'),
    list: ({ data }) => [data.organization],
    show: (organization: Organization) => without(organization, ONLY_IN_FULL),
  },
  { path: '/organizations/:organization/members/', scopes: any('member'), list: ({ data }) => data.members },
  { path: '/organizations/:organization/teams/', scopes: any('org'), list: ({ data }) => data.teams, show: showTeam },
  {
    path: '/organizations/:organization/projects/',
    scopes: any('org'),
    list: ({ data }) => data.projects,
    show: showProject,
  },
  {
    path: '/teams/:organization/:team/members/',
    scopes: any('team'),
    list: (world, identity) => {
      const team = findTeam(world, identity);
      return team && (world.data.teamMembers[team.id] ??= []);
    },
  },
  { path: '/organizations/:organization/project-keys/', scopes: any('org'), list: ({ data }) => data.projectKeys },
  {
    path: '/organizations/:organization/repos/',
    scopes: [...any('org'), 'org:integrations', 'org:ci'],
    list: ({ data }) => data.repositories,
  },
  {
    path: '/organizations/:organization/integrations/',
    scopes: [...any('org'), 'org:integrations'],
    list: ({ data }) => data.integrations,
    control: true,
  },
  {
    path: '/organizations/:organization/sentry-apps/',
    scopes: any('org'),
    list: ({ data }) => data.apps,
    control: true,
  },
  {
    path: '/organizations/:organization/issues/',
    scopes: any('event'),
    list: ({ data }) => data.issues,
    matches: ({ status }: { status: string }, query) =>
      !(query.get('query') ?? 'is:unresolved').includes('is:unresolved') || status === 'unresolved',
  },
  ...RESOURCES.map(({ name, scopes }): Route => ({
    path: `/organizations/:organization/${name}/`,
    scopes,
    list: ({ data }) => data.more[name],
  })),
];

/** Every path of a route for this data. */
export function pathsOf({ path }: Route, { organization, teams }: SentryData): string[] {
  const ofOrganization = path.replace(':organization', organization.slug);
  return path.includes(':team') ? teams.map(({ id }) => ofOrganization.replace(':team', id)) : [ofOrganization];
}

export type RouteMatch = PathMatch<Route>;

/** For paths below `/api/0`. */
export const matchRoute = createMatcher(ROUTES);
