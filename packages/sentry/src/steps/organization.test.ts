import { edges, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

const createdOn = Date.parse('2018-02-03T04:05:06Z');

test('the organization has its properties, and an edge to the service', async () => {
  const data = tidyData();
  Object.assign(data.organization, {
    name: 'Acme Inc.',
    require2FA: false,
    openMembership: true,
    dateCreated: new Date(createdOn).toISOString(),
  });
  const sentry = await simulated({ data });
  const result = await run(sentry);
  const key = `sentry-organization-${data.organization.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_organization',
    _class: ['Account'],
    id: data.organization.id,
    name: 'Acme Inc.',
    displayName: 'Acme Inc.',
    slug: 'acme',
    vendor: 'Sentry',
    status: 'active',
    require2FA: false,
    hasAuthProvider: true,
    openMembership: true,
    defaultRole: 'member',
    allowMemberInvite: true,
    allowSharedIssues: true,
    dataScrubber: true,
    scrubIPAddresses: false,
    isEarlyAdopter: false,
    regionUrl: sentry.url,
    webLink: 'https://acme.sentry.io/organizations/acme/',
    createdOn,
  });
  expect(propertiesOf(result, 'sentry-service')).toEqual({
    _key: 'sentry-service',
    _type: 'sentry_service',
    _class: ['Service'],
    name: 'Sentry',
    displayName: 'Sentry',
    category: ['platform'],
    function: ['monitoring'],
  });
  expect(edges(result, key, 'sentry-service')).toMatchObject([{ _type: 'sentry_organization_has_service' }]);
});

test('an organization with few fields has no other properties, and its web links have the configured host', async () => {
  const data = tidyData();
  const { id } = data.organization;
  for (const field of ['openMembership', 'defaultRole', 'dataScrubber', 'scrubIPAddresses', 'orgRoleList'] as const) {
    delete data.organization[field];
  }
  Object.assign(data.organization, { name: '', dateCreated: null, status: null });
  data.organization.links.organizationUrl = 'javascript:alert(1)';
  const sentry = await simulated({ data });
  const result = await run(sentry);
  const organization = propertiesOf(result, `sentry-organization-${id}`);
  expect(organization).toMatchObject({ name: 'acme', webLink: `${sentry.url}/organizations/acme/` });
  for (const property of ['openMembership', 'defaultRole', 'dataScrubber', 'scrubIPAddresses', 'status', 'createdOn']) {
    expect(organization).not.toHaveProperty(property);
  }
});

test('a self-hosted server under a path has its web pages under that path', async () => {
  const data = tidyData();
  data.organization.links.organizationUrl = 'https://tools.example.com/sentry/';
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, `sentry-organization-${data.organization.id}`)).toMatchObject({
    webLink: 'https://tools.example.com/sentry/organizations/acme/',
  });
});
