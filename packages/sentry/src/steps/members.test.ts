import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, SEED_ONLY, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const MEMBERS = '/api/0/organizations/acme/members/';
const TEAM_MEMBERS = '/api/0/teams/acme/*/members/';
type Data = ReturnType<typeof tidyData>;
const withoutTeamSlugs = ({ teamMembers }: Data) =>
  Object.values(teamMembers)
    .flat()
    .forEach((member: { teamSlug?: string }) => delete member.teamSlug);
const truthOfSeed = (data: ReturnType<typeof tidyData>) => truthOf(data, SEED_ONLY);

test('a member', async () => {
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

test('of someone invited nothing is said that only a user could say', async () => {
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

test('a role under its old name, one that only this organization has, and a person without a name', async () => {
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

test('membership has the role that the team gives, and none where the organization gives it', async () => {
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

test('who is in a team only is there: someone who joined meanwhile, and a machine', async () => {
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

describe('teams that cannot be read', () => {
  test('one that is forbidden is one warning that names it', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const path = `/api/0/teams/acme/${team.id}/members/`;
    const result = await run(await simulated({ data, faults: [{ kind: 'status', status: 403, path }] }), {
      config: SEED_ONLY,
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

  test('all of them, because the token lacks the scope: the step fails, and has everybody else', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, scopes: ['org:read', 'member:read', 'project:read'] });
    const result = await run(sentry, { config: SEED_ONLY });
    expect(result.steps['fetch-members']).toBe('failure');
    expect(result.log).toContain('the scope team:read');
    expect(setsOf(result)).toEqual(truthOfSeed({ ...data, teamMembers: {} }));
  });

  test('one that was deleted meanwhile is one line, and its slug is tried in vain', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const sentry = await simulated({ data, faults: [{ kind: 'vanish', path: `/api/0/teams/acme/${team.id}` }] });
    sentry.fault({ kind: 'status', status: 404, path: `/api/0/teams/acme/${team.slug}/members/` });
    const result = await run(sentry, { config: SEED_ONLY });
    expect(result.steps['fetch-members']).toBe('success');
    expect(result.log).toContain('did not find the team members of 1 of 3');
  });

  test('on an old server all are known by their slugs, and ids are not tried for each', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, slugsOnly: true });
    const result = await run(sentry, { config: SEED_ONLY });
    expect(setsOf(result)).toEqual(truthOfSeed(data));
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test.each([
    ['an old server', true, 'whose members say which team they are in', (): void => undefined],
    ['a server', true, 'so old that they do not say it', withoutTeamSlugs],
    ['an old server', true, 'of which one is empty', ({ teams, teamMembers }: Data) => (teamMembers[teams[1].id] = [])],
    ['a newer server', false, 'that were called by digits before', (): void => undefined],
    ['a newer server', false, 'of which all are empty', (data: Data) => (data.teamMembers = {})],
  ])(
    'on %s (by slug alone: %s) a slug that is the id of another team is not mixed with it: teams %s',
    async (_on, slugsOnly, _what, change) => {
      const data = tidyData();
      const [first, second, third] = data.teams;
      // Each of two is called as the other is numbered, and the third as itself.
      for (const [team, slug] of [
        [first, second.id],
        [second, first.id],
        [third, third.id],
      ] as const) {
        team.slug = slug;
        for (const member of data.teamMembers[team.id]) member.teamSlug = slug;
      }
      change(data);
      const result = await run(await simulated({ data, slugsOnly }), { config: SEED_ONLY });
      expect(result.steps['fetch-members']).toBe('success');
      expect(setsOf(result)).toEqual(truthOfSeed(data));
    },
  );
});

describe('people that cannot be read', () => {
  test('a token without the scope fails the step and names it, and who is in teams is kept', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, scopes: ['org:read', 'team:read', 'project:read'] });
    const result = await run(sentry, { config: SEED_ONLY });
    expect(result.steps['fetch-members']).toBe('failure');
    expect(result.partialTypes).toEqual(expect.arrayContaining(['sentry_member', 'sentry_organization_has_member']));
    expect(result.log).toContain(
      'refused the members: 403 You do not have permission to perform this action. Required: the scope member:read',
    );
    expect(setsOf(result)).toEqual(truthOfSeed({ ...data, members: [] }));
  });

  test('a list without anybody fails the step: success would wipe the graph', async () => {
    const data = { ...tidyData(), members: [] };
    const result = await run(await simulated({ data }), { config: SEED_ONLY });
    expect(result.steps['fetch-members']).toBe('failure');
    expect(result.log).toContain('Sentry lists no members');
  });

  test('where both lists fail, both are said', async () => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 403, path: MEMBERS });
    sentry.fault({ kind: 'status', status: 500, path: TEAM_MEMBERS });
    const result = await run(sentry, { config: SEED_ONLY });
    expect(result.log).toContain('the scope member:read');
    expect(result.log).toContain('Could not read the team members of 3 of 3');
  });
});
