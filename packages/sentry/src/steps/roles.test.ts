import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

test('a role of the organization has an edge from each member with it', async () => {
  const data = tidyData();
  const [member] = data.members;
  member.orgRole = 'manager';
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, 'sentry-role:manager')).toEqual({
    _key: 'sentry-role:manager',
    _type: 'sentry_role',
    _class: ['AccessRole'],
    id: 'manager',
    name: 'Manager',
    displayName: 'Manager',
    description: 'What those with the role Manager may do.',
    superAdmin: true,
    scopes: ['event:admin', 'member:admin', 'org:write', 'project:admin', 'team:admin'],
    isGlobal: true,
    isRetired: false,
    minimumTeamRole: 'admin',
    desc: 'What those with the role Manager may do.',
    allowed: true,
    isAllowed: true,
  });
  expect(edges(result, `sentry-organization-${data.organization.id}`, 'sentry-role:manager')).toMatchObject([
    { _type: 'sentry_organization_has_role', _class: 'HAS' },
  ]);
  expect(edges(result, `sentry-user-${member.id}`, 'sentry-role:manager')).toMatchObject([
    { _type: 'sentry_member_assigned_role', _class: 'ASSIGNED' },
  ]);
});

test('a role without members is in the graph', async () => {
  const data = tidyData();
  for (const member of data.members) member.orgRole = 'member';
  const result = await run(await simulated({ data }));
  expect(entity(result, 'sentry-role:billing')).toMatchObject({ superAdmin: false });
});

test('the roles of the members are used if the organization lists none', async () => {
  const data = tidyData();
  delete data.organization.orgRoleList;
  data.members.forEach((member, i) => (member.orgRole = ['owner', 'member', 'auditor'][i % 3]));
  const result = await run(await simulated({ data }));
  const roles = result.entities.filter(({ _type }) => _type === 'sentry_role');
  expect(roles.map(({ id, name, superAdmin }) => [id, name, superAdmin])).toEqual([
    ['auditor', 'auditor', undefined],
    ['member', 'member', false],
    ['owner', 'owner', true],
  ]);
  const truth = truthOf(data);
  expect(setsOf(result)).toEqual(truth);
});

test('a listed role without an id is left out, with a warning', async () => {
  const data = tidyData();
  data.organization.orgRoleList!.push({ id: null, name: 'Broken' } as never, { name: 'Nameless' } as never);
  const result = await run(await simulated({ data }));
  expect(setsOf(result)).toEqual(truthOf(tidyData()));
  expect(result.events.map(({ description }) => description)).toContain(
    '2 items have no id and are left out: 2 of orgRoleList.',
  );
});

test('there are no roles if the source is off', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  for (const options of [{ config: { ingestRoles: false } }, { disabledSources: ['ingestRoles'] }]) {
    expect(setsOf(await run(sentry, options))).toEqual(truthOf(data, { ingestRoles: false }));
  }
});
