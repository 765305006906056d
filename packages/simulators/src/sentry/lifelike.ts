import { colleague } from '../company/people';
import { teamsOf } from '../company/teams';
import { type Random, randomFor, seededRandom } from '../server/random';
import { times } from '../server/times';
import { createApp, createIntegration, createRepository } from './connections';
import { type SentryData } from './data';
import { createOrganization, createProject, createProjectKey, createTeam } from './estate';
import { createIssue } from './issues';
import { addOddItems } from './odd';
import { RESOURCES } from './resources';
import { asTeamMember, createIds, createMember, type NextId } from './people';

export interface SentrySize {
  /** The same seed and size give the same data. Default: 1. */
  seed?: number;
  /** Default: 60. */
  members?: number;
  /** Default: 8. */
  teams?: number;
  /** Default: 6. */
  membersPerTeam?: number;
  /** Each has one or two teams. Default: 12. */
  projects?: number;
  /** Default: 1. */
  keysPerProject?: number;
  /** Default: 5. */
  repositories?: number;
  /** Default: 4. */
  integrations?: number;
  /** Default: 3. */
  apps?: number;
  /** Default: 15. */
  issues?: number;
  /** Whether to add the odd items of real organizations, as far as they fit. Default: true. */
  odd?: boolean;
}

/** By default a small organization with every odd item. */
export function sentryData(size: SentrySize = {}): SentryData {
  const { seed = 1, members = 60, teams = 8, membersPerTeam = 6, projects = 12, odd = true } = size;
  const random = seededRandom(seed);
  const nextId = createIds(random);
  const organization = createOrganization(random, nextId, 'acme');
  const data: SentryData = {
    organization,
    members: times(members, (i) => createMember(random, nextId, colleague('sentry', i))),
    teams: times(teams, (i) => createTeam(random, nextId, i)),
    teamMembers: {},
    projects: [],
    projectKeys: [],
    repositories: [],
    integrations: times(size.integrations ?? 4, (i) => createIntegration(nextId, organization.id, i)),
    apps: times(size.apps ?? 3, (i) => createApp(random, organization, i)),
    issues: [],
    more: {},
  };
  const membersOf = teamsOf(data.members, (_, position) => colleague('sentry', position).number);
  data.teams.forEach((team, t) => {
    data.teamMembers[team.id] = membersOf(random, t, membersPerTeam).map((member) =>
      asTeamMember(member, team, random.pick(['contributor', 'contributor', 'admin', null])),
    );
  });
  data.projects = times(projects, (i) => {
    const count = random.chance(0.2) ? 2 : 1;
    return createProject(random, nextId, random.sample(data.teams, count), i);
  });
  addWhatProjectsHave(data, size, random, nextId);
  if (odd) addOddItems(data, random, nextId);
  for (const team of data.teams) team.memberCount = data.teamMembers[team.id].length;
  sortLists(data);
  for (const { name, create } of RESOURCES) data.more[name] = create(data, randomFor(seed, name), odd);
  return data;
}

function addWhatProjectsHave(data: SentryData, size: SentrySize, random: Random, nextId: NextId): void {
  const { keysPerProject = 1, repositories = 5, issues = 15 } = size;
  data.projectKeys = data.projects.flatMap((project) =>
    times(keysPerProject, () => createProjectKey(random, project, data.organization.id)),
  );
  const [integration] = data.integrations;
  if (integration) {
    data.repositories = times(repositories, (i) => createRepository(random, nextId, integration, i));
  }
  if (data.projects.length > 0) {
    data.issues = times(issues, (i) => createIssue(random, nextId, random.pick(data.projects), i));
  }
}

/** In the order of Sentry's answers. */
function sortLists(data: SentryData): void {
  const by =
    <T>(valueOf: (item: T) => string) =>
    (a: T, b: T) =>
      valueOf(a) < valueOf(b) ? -1 : 1;
  data.members.sort(by(({ email }) => email));
  data.teams.sort(by(({ slug }) => slug));
  data.projects.sort(by(({ slug }) => slug));
  data.repositories.sort(by(({ name }) => name));
  for (const list of Object.values(data.teamMembers)) list.sort(by(({ email }) => email));
}
