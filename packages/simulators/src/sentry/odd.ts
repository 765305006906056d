import { outsider } from '../company/people';
import { type Random } from '../server/random';
import { type Issue, type Member, type SentryData, type User } from './types';
import { createProject, createProjectKey, createTeam } from './organization';
import { createIssue } from './issues';
import { asTeamMember, createInvitation, createMember, createUser, type NextId } from './people';

/** Secrets in places where Sentry has secrets. They must not reach a graph, a log or a file. */
export const SENTRY_CANARIES = [
  'canary-key-61c0fd',
  'canary-dsn-93e2ab',
  'canary-client-0d7f52',
  'canary-header-b48c19',
  'canary-config-7a15e6',
  'canary-repository-f2093c',
  'canary-metadata-48e1d7',
] as const;

const [KEY, DSN, CLIENT, HEADER, CONFIG, REPOSITORY, METADATA] = SENTRY_CANARIES;

export function addOddItems(data: SentryData, random: Random, nextId: NextId): void {
  addOddMembers(data, random, nextId);
  addOddTeams(data, random, nextId);
  addOddProjects(data, random, nextId);
  addOddKeys(data, random);
  addOddConnections(data);
  addOddIssues(data, random, nextId);
}

const someone = (
  random: Random,
  nextId: NextId,
  number: number,
  changes: Partial<Member>,
  user: Partial<User> = {},
) => {
  const member = createMember(random, nextId, outsider(number));
  return { ...member, ...changes, user: member.user && { ...member.user, ...user } };
};

function addOddMembers({ members }: SentryData, random: Random, nextId: NextId): void {
  if (members.length === 0) return;
  const member = (number: number, changes: Partial<Member>, user: Partial<User> = {}) =>
    someone(random, nextId, 9000 + number, { orgRole: 'member', ...changes }, user);
  // Old self-hosted servers have another name for the role.
  const { orgRole: _since2023, ...old } = { ...member(1, {}), role: 'manager' };
  members.push(
    createInvitation(random, nextId, 'invited@example.com', false),
    createInvitation(random, nextId, 'expired@example.com', true),
    old as Member,
    member(2, { name: 'Zoë Ångström' }, { name: 'Zoë Ångström', lastLogin: null, lastActive: null }),
    member(3, { flags: { ...members[0].flags, 'sso:linked': true, 'sso:invalid': true } }),
    member(4, { orgRole: 'auditor' }),
    member(5, { name: '' }, { name: '', has2fa: false }),
  );
}

/** One team has no members. Another has a person twice, a new person and a machine. */
function addOddTeams(data: SentryData, random: Random, nextId: NextId): void {
  const [empty, mixed] = data.teams;
  if (empty) data.teamMembers[empty.id] = [];
  if (!mixed) return;
  const members = data.teamMembers[mixed.id];
  const first = members.at(0);
  if (first) members.push(first);
  members.push(asTeamMember(createMember(random, nextId, outsider(9100)), mixed, 'contributor'));
  const { email: _none, ...machine } = createUser(random, nextId, outsider(9101));
  members.push({
    ...asTeamMember(createMember(random, nextId, outsider(9101)), mixed, null),
    email: '',
    name: 'Deploy bot',
    user: { ...machine, name: 'Deploy bot', username: 'deploy-bot', emails: [], actorType: 'service_account' },
  });
}

function addOddProjects(data: SentryData, random: Random, nextId: NextId): void {
  const number = data.projects.length;
  const [first, second, third] = data.teams;
  if (number === 0 || !third) return;
  const hidden = createTeam(random, nextId, 900);
  // On old self-hosted servers, a project has one team.
  const { teams: _since2017, ...legacy } = createProject(random, nextId, [second], number + 3);
  data.projects.push(
    createProject(random, nextId, [], number),
    createProject(random, nextId, [first, second, third], number + 1),
    // The token cannot see the team of this project.
    createProject(random, nextId, [hidden], number + 2),
    legacy as (typeof data.projects)[number],
    { ...createProject(random, nextId, [third], number + 4), platform: null, firstEvent: null, latestRelease: null },
    { ...createProject(random, nextId, [first], number + 5), platform: '' },
  );
}

function addOddKeys(data: SentryData, random: Random): void {
  const [leaky, unused, ancient] = data.projectKeys;
  if (leaky) {
    leaky.secret = KEY;
    leaky.dsn.secret = leaky.dsn.secret.replace(/:[^:@]*@/, `:${DSN}@`);
  }
  if (unused) Object.assign(unused, { isActive: false, name: '', label: '' });
  if (ancient) Object.assign(ancient, { dateCreated: null, useCase: 'profiling' });
  // The project is deleted.
  const [project] = data.projects;
  if (project) data.projectKeys.push(createProjectKey(random, { ...project, id: '1' }, data.organization.id));
}

function addOddConnections({ repositories, integrations, apps }: SentryData): void {
  const [nowhere, leaky, again] = repositories;
  if (nowhere) nowhere.url = null;
  if (leaky) leaky.url = `https://token:${REPOSITORY}@github.example.com/${leaky.name}`;
  // Two integrations have the same repository.
  if (again) repositories.push({ ...again, id: `${again.id}0` });
  const [bare, configured] = integrations;
  if (bare) Object.assign(bare, { domainName: null, status: 'disabled', organizationIntegrationStatus: 'disabled' });
  if (configured) {
    const configData = { webhook: `https://hooks.example.com/${CONFIG}` };
    Object.assign(configured, { configData, accountType: 'Organization' });
  }
  const [internal, published] = apps;
  if (internal) Object.assign(internal, { clientSecret: CLIENT, webhookHeaders: [`Authorization: ${HEADER}`] });
  if (published) Object.assign(published, { status: 'unpublished', webhookUrl: null, isDisabled: true });
}

function addOddIssues(data: SentryData, random: Random, nextId: NextId): void {
  const [project] = data.projects;
  const [leaky] = data.issues;
  if (leaky) leaky.metadata = { ...leaky.metadata, value: `could not log in with ${METADATA}` };
  if (!project || !leaky) return;
  const issue = (number: number, changes: Partial<Issue>) => ({
    ...createIssue(random, nextId, project, 9000 + number),
    ...changes,
  });
  data.issues.push(
    issue(1, { level: 'sample' }),
    issue(2, { culprit: null, title: '', firstSeen: null, lastSeen: null }),
    // The project is deleted.
    issue(3, { project: { id: '1', name: 'gone', slug: 'gone', platform: null } }),
    issue(4, { status: 'resolved' }),
  );
}
