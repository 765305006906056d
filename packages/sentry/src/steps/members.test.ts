import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, NO_SOURCES, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const MEMBERS = '/api/0/organizations/acme/members/';
const TEAM_MEMBERS = '/api/0/teams/acme/*/members/';
type Data = ReturnType<typeof tidyData>;
const withoutTeamSlugs = ({ teamMembers }: Data) =>
  Object.values(teamMembers)
    .flat()
    .forEach((member: { teamSlug?: string }) => delete member.teamSlug);
const truthOfSeed = (data: ReturnType<typeof tidyData>) => truthOf(data, NO_SOURCES);

test('a member has its properties and its edges', async () => {
  const data = tidyData();
  const [member] = data.members;
  Object.assign(member, {
    name: 'Ada Alvarez',
    email: 'ada@example.com',
    orgRole: 'owner',
    dateCreated: '2020-01-02T00:00:00Z',
    inviterName: 'Otto',
    flags: { ...member.flags, 'sso:linked': true, 'sso:invalid': false, 'idp:provisioned': true },
  });
  Object.assign(member.user!, {
    username: 'ada@example.com',
    has2fa: true,
    hasPasswordAuth: false,
    isManaged: true,
    dateJoined: '2019-01-02T00:00:00Z',
    lastLogin: '2026-01-02T00:00:00Z',
    lastActive: '2026-02-02T00:00:00Z',
  });
  const result = await run(await simulated({ data }));
  const key = `sentry-user-${member.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_member',
    _class: ['User'],
    id: member.id,
    userId: member.user!.id,
    name: 'Ada Alvarez',
    displayName: 'Ada Alvarez',
    email: 'ada@example.com',
    username: 'ada@example.com',
    role: 'owner',
    pending: false,
    expired: false,
    inviteStatus: 'approved',
    inviterName: 'Otto',
    mfaEnabled: true,
    isMfaEnabled: true,
    active: true,
    isActive: true,
    ssoLinked: true,
    ssoInvalid: false,
    idpProvisioned: true,
    hasPasswordAuth: false,
    isManaged: true,
    isStaff: false,
    isSuperuser: false,
    createdOn: Date.parse('2020-01-02T00:00:00Z'),
    joinedOn: Date.parse('2019-01-02T00:00:00Z'),
    lastLoginOn: Date.parse('2026-01-02T00:00:00Z'),
    lastActiveOn: Date.parse('2026-02-02T00:00:00Z'),
    dateJoined: Date.parse('2019-01-02T00:00:00Z'),
    lastLogin: Date.parse('2026-01-02T00:00:00Z'),
    lastActive: Date.parse('2026-02-02T00:00:00Z'),
  });
  expect(edges(result, `sentry-organization-${data.organization.id}`, key)).toMatchObject([
    { _type: 'sentry_organization_has_member', _class: 'HAS' },
  ]);
});

test('an invited person has no properties of a user', async () => {
  const sentry = await simulated();
  const result = await run(sentry);
  const invited = result.entities.find(({ email }) => email === 'expired@example.com')!;
  expect(invited).toMatchObject({ name: 'expired@example.com', pending: true, expired: true, role: 'member' });
  const told = sentry.data.members.find(({ email }) => email === 'expired@example.com');
  expect(invited.inviterName).toBe(told?.inviterName);
  const fromUser = ['userId', 'username', 'mfaEnabled', 'isMfaEnabled', 'active', 'isActive', 'joinedOn'];
  for (const property of [
    ...fromUser,
    'hasPasswordAuth',
    'isManaged',
    'isStaff',
    'isSuperuser',
    'lastLoginOn',
    'lastActiveOn',
    'lastLogin',
  ]) {
    expect(invited).not.toHaveProperty(property);
  }
});

test('a member can have the old field of the role, a custom role, or no name', async () => {
  const sentry = await simulated();
  const result = await run(sentry);
  const byName = (name: string) => sentry.data.members.find((member) => member.name === name)!;
  const old = sentry.data.members.find(({ role }) => role === 'manager')!;
  const nameless = byName('');
  expect(entity(result, `sentry-user-${old.id}`)).toMatchObject({ role: 'manager' });
  expect(result.entities.some(({ _type, role }) => _type === 'sentry_member' && role === 'auditor')).toBe(true);
  expect(entity(result, `sentry-user-${nameless.id}`)).toMatchObject({ name: nameless.email, mfaEnabled: false });
  expect(entity(result, `sentry-user-${byName('Zoë Ångström').id}`)).not.toHaveProperty('lastLoginOn');
});

test('an edge from a team has the role of the team, if the team gives one', async () => {
  const data = tidyData();
  const [team] = data.teams;
  ['admin', 'contributor', null].forEach((role, i) => (data.teamMembers[team.id][i].teamRole = role));
  const result = await run(await simulated({ data }));
  const roles = data.teamMembers[team.id].map(({ id }) => edges(result, `sentry-team-${team.id}`, `sentry-user-${id}`));
  expect(roles.map(([edge, ...others]) => [edge.teamRole, others])).toEqual([
    ['admin', []],
    ['contributor', []],
    [undefined, []],
  ]);
});

test('members who are only in a team are in the graph: a new person, and a machine', async () => {
  const sentry = await simulated();
  const result = await run(sentry);
  const listed = new Set(sentry.data.members.map(({ id }) => id));
  const others = Object.values(sentry.data.teamMembers)
    .flat()
    .filter(({ id }) => !listed.has(id));
  expect(others).toHaveLength(2);
  for (const { id } of others) {
    expect(edges(result, `sentry-organization-${sentry.data.organization.id}`, `sentry-user-${id}`)).toHaveLength(1);
  }
  const machine = others.find(({ name }) => name === 'Deploy bot')!;
  expect(entity(result, `sentry-user-${machine.id}`)).toMatchObject({ name: 'Deploy bot', username: 'deploy-bot' });
  expect(entity(result, `sentry-user-${machine.id}`)).not.toHaveProperty('email');
  expect(result.log).not.toContain('DUPLICATE_KEY_DETECTED');
});

describe('a list of team members', () => {
  test('that answers 403 is one warning with the name of the team', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const path = `/api/0/teams/acme/${team.id}/members/`;
    const result = await run(await simulated({ data, faults: [{ kind: 'status', status: 403, path }] }), {
      config: NO_SOURCES,
    });
    expect(result.steps['fetch-members']).toBe('success');
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({
        name: 'warn_missing_permission',
        description: expect.stringContaining(
          `team members of 1 of 3 (${team.name}): 403 You do not have permission to perform this action. Required: the scope team:read`,
        ),
      }),
    ]);
    expect(setsOf(result)).toEqual(truthOfSeed({ ...data, teamMembers: { ...data.teamMembers, [team.id]: [] } }));
  });

  test('fails the step if the token lacks the scope for all teams, and the other members are in the graph', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, scopes: ['org:read', 'member:read', 'project:read'] });
    const result = await run(sentry, { config: NO_SOURCES });
    expect(result.steps['fetch-members']).toBe('failure');
    expect(result.log).toContain('the scope team:read');
    expect(setsOf(result)).toEqual(truthOfSeed({ ...data, teamMembers: {} }));
  });

  test('of a deleted team is one line of the log, after a request by slug', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const sentry = await simulated({ data, faults: [{ kind: 'vanish', path: `/api/0/teams/acme/${team.id}` }] });
    sentry.fault({ kind: 'status', status: 404, path: `/api/0/teams/acme/${team.slug}/members/` });
    const result = await run(sentry, { config: NO_SOURCES });
    expect(result.steps['fetch-members']).toBe('success');
    expect(result.log).toContain('did not find the team members of 1 of 3');
  });

  test('is read by slug on an old server, and only one request by id is sent', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, slugsOnly: true });
    const result = await run(sentry, { config: NO_SOURCES });
    expect(setsOf(result)).toEqual(truthOfSeed(data));
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test.each([
    ['an old server', true, 'with `teamSlug`', (): void => undefined],
    ['an old server', true, 'without `teamSlug`', withoutTeamSlugs],
    ['an old server', true, 'with an empty team', ({ teams, teamMembers }: Data) => (teamMembers[teams[1].id] = [])],
    ['a new server', false, 'with `teamSlug`', (): void => undefined],
    ['a new server', false, 'with only empty teams', (data: Data) => (data.teamMembers = {})],
  ])(
    'of %s (only slugs: %s) belongs to the right team if a slug is the id of another team, %s',
    async (_on, slugsOnly, _what, change) => {
      const data = tidyData();
      const [first, second, third] = data.teams;
      // The slugs of two teams are each other's ids. The slug of the third team is its own id.
      for (const [team, slug] of [
        [first, second.id],
        [second, first.id],
        [third, third.id],
      ] as const) {
        team.slug = slug;
        for (const member of data.teamMembers[team.id]) member.teamSlug = slug;
      }
      change(data);
      const result = await run(await simulated({ data, slugsOnly }), { config: NO_SOURCES });
      expect(result.steps['fetch-members']).toBe('success');
      expect(setsOf(result)).toEqual(truthOfSeed(data));
    },
  );
});

describe('the list of members', () => {
  test('fails the step if the token lacks the scope, and the members of teams are kept', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, scopes: ['org:read', 'team:read', 'project:read'] });
    const result = await run(sentry, { config: NO_SOURCES });
    expect(result.steps['fetch-members']).toBe('failure');
    expect(result.partialTypes).toEqual(expect.arrayContaining(['sentry_member', 'sentry_organization_has_member']));
    expect(result.log).toContain(
      'refused the members: 403 You do not have permission to perform this action. Required: the scope member:read',
    );
    expect(setsOf(result)).toEqual(truthOfSeed({ ...data, members: [] }));
  });

  test('fails the step if it is empty, so that JupiterOne deletes nothing', async () => {
    const data = { ...tidyData(), members: [] };
    const result = await run(await simulated({ data }), { config: NO_SOURCES });
    expect(result.steps['fetch-members']).toBe('failure');
    expect(result.log).toContain('Sentry lists no members');
  });

  test('and the lists of teams are both in the log if both fail', async () => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 403, path: MEMBERS });
    sentry.fault({ kind: 'status', status: 500, path: TEAM_MEMBERS });
    const result = await run(sentry, { config: NO_SOURCES });
    expect(result.log).toContain('the scope member:read');
    expect(result.log).toContain('Could not read the team members of 3 of 3');
  });
});
