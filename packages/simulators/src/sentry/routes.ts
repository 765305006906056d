import { createMatcher, type PathMatch } from '../server/paths';
import { type Organization, type Project, type SentryData, type Team } from './types';
import { type TeamReference } from './references';
import { RESOURCES } from './resources';
import { asSummary, without } from './summaries';

export interface World {
  data: SentryData;
  deletedIds: ReadonlySet<string>;
  /** Teams are found only by slug. */
  slugsOnly?: boolean;
}

export interface Route {
  /** Below `/api/0`; `:organization` and `:team` are ids or slugs. */
  path: string;
  /** A token needs one of them. */
  scopes: readonly string[];
  /** The list with deleted items. `undefined` gives a 404. */
  list?: (world: World, team: string) => object[] | undefined;
  /** The answer for an item. Default: the item. */
  show?: (item: never, query: URLSearchParams, data: SentryData) => object;
  /** Whether the query selects an item. */
  matches?: (item: never, query: URLSearchParams) => boolean;
  /** Whether only the control silo has the list. A region answers 404 without a body. */
  control?: boolean;
  item?: (world: World) => object;
}

const anyOf = (area: string) => [`${area}:read`, `${area}:write`, `${area}:admin`];

export const isOrganization = ({ data }: World, identity: string) =>
  identity === data.organization.slug || identity === data.organization.id;

export function findTeam({ data, deletedIds, slugsOnly }: World, identity: string): Team | undefined {
  const isId = !slugsOnly && /^\d+$/.test(identity);
  const named = ({ id, slug }: Team) => (isId ? id : slug) === identity;
  return data.teams.find((team) => named(team) && !deletedIds.has(team.id));
}

function showTeam(team: Team, query: URLSearchParams, { projects }: SentryData): object {
  if (query.get('detailed') === '0') return team;
  const own = projects.filter(({ teams, team: legacy }) => references(teams, legacy).some(({ id }) => id === team.id));
  return { ...team, externalTeams: [], projects: own.map(asSummary) };
}

const references = (teams: TeamReference[] | undefined, legacy: TeamReference | null): TeamReference[] =>
  teams ?? (legacy ? [legacy] : []);

const showProject = (project: Project) => without(project, ['isInternal', 'isPublic', 'avatar', 'color', 'status']);

/** The list of organizations lacks these fields. */
export const DETAILED_FIELDS: readonly (keyof Organization)[] = [
  'openMembership',
  'defaultRole',
  'allowSharedIssues',
  'dataScrubber',
  'dataScrubberDefaults',
  'scrubIPAddresses',
  'orgRoleList',
];

export const ROUTES: readonly Route[] = [
  { path: '/organizations/:organization/', scopes: anyOf('org'), item: ({ data }) => data.organization },
  {
    path: '/organizations/',
    scopes: anyOf('org'),
    list: ({ data }) => [data.organization],
    show: (organization: Organization) => without(organization, DETAILED_FIELDS),
  },
  { path: '/organizations/:organization/members/', scopes: anyOf('member'), list: ({ data }) => data.members },
  { path: '/organizations/:organization/teams/', scopes: anyOf('org'), list: ({ data }) => data.teams, show: showTeam },
  {
    path: '/organizations/:organization/projects/',
    scopes: anyOf('org'),
    list: ({ data }) => data.projects,
    show: showProject,
  },
  {
    path: '/teams/:organization/:team/members/',
    scopes: anyOf('team'),
    list: (world, identity) => {
      const team = findTeam(world, identity);
      return team && (world.data.teamMembers[team.id] ??= []);
    },
  },
  { path: '/organizations/:organization/project-keys/', scopes: anyOf('org'), list: ({ data }) => data.projectKeys },
  {
    path: '/organizations/:organization/repos/',
    scopes: [...anyOf('org'), 'org:integrations', 'org:ci'],
    list: ({ data }) => data.repositories,
  },
  {
    path: '/organizations/:organization/integrations/',
    scopes: [...anyOf('org'), 'org:integrations'],
    list: ({ data }) => data.integrations,
    control: true,
  },
  {
    path: '/organizations/:organization/sentry-apps/',
    scopes: anyOf('org'),
    list: ({ data }) => data.apps,
    control: true,
  },
  {
    path: '/organizations/:organization/issues/',
    scopes: anyOf('event'),
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

export function pathsOf({ path }: Route, { organization, teams }: SentryData): string[] {
  const ofOrganization = path.replace(':organization', organization.slug);
  return path.includes(':team') ? teams.map(({ id }) => ofOrganization.replace(':team', id)) : [ofOrganization];
}

export type RouteMatch = PathMatch<Route>;

export const matchRoute = createMatcher(ROUTES);
