import { employeeAt } from '../company/people';
import { createMemberPicker } from '../company/teams';
import { type Random, randomFor, seededRandom } from '../server/random';
import { times } from '../server/times';
import { createApp, createIntegration, createRepository } from './connections';
import { type SentryData } from './types';
import { createOrganization, createProject, createProjectKey, createTeam } from './organization';
import { createIssue } from './issues';
import { addOddItems } from './odd';
import { RESOURCES } from './resources';
import { asTeamMember, createIds, createMember, type NextId } from './people';

export interface SentrySize {
  /** The same seed and size give the same data. */
  seed?: number;
  members?: number;
  teams?: number;
  membersPerTeam?: number;
  /** Each project has one or two teams. */
  projects?: number;
  keysPerProject?: number;
  repositories?: number;
  integrations?: number;
  apps?: number;
  issues?: number;
  /** Whether to add odd items, as far as they fit. */
  odd?: boolean;
}

export function sentryData(size: SentrySize = {}): SentryData {
  const { seed = 1, members = 60, teams = 8, membersPerTeam = 6, projects = 12, odd = true } = size;
  const random = seededRandom(seed);
  const nextId = createIds(random);
  const organization = createOrganization(random, nextId, 'acme');
  const data: SentryData = {
    organization,
    members: times(members, (i) => createMember(random, nextId, employeeAt('sentry', i))),
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
  const membersOf = createMemberPicker(data.members, (_, position) => employeeAt('sentry', position).number);
  data.teams.forEach((team, t) => {
    data.teamMembers[team.id] = membersOf(random, t, membersPerTeam).map((member) =>
      asTeamMember(member, team, random.pick(['contributor', 'contributor', 'admin', null])),
    );
  });
  data.projects = times(projects, (i) => {
    const count = random.chance(0.2) ? 2 : 1;
    return createProject(random, nextId, random.sample(data.teams, count), i);
  });
  addItemsOfProjects(data, size, random, nextId);
  if (odd) addOddItems(data, random, nextId);
  for (const team of data.teams) team.memberCount = data.teamMembers[team.id].length;
  sortLists(data);
  for (const { name, create } of RESOURCES) data.more[name] = create(data, randomFor(seed, name), odd);
  return data;
}

function addItemsOfProjects(data: SentryData, size: SentrySize, random: Random, nextId: NextId): void {
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

/** Sentry sorts its lists like this. */
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
