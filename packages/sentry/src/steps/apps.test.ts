import { edges, entity, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

test('a custom integration has the scopes of its token', async () => {
  const data = tidyData();
  const [app] = data.apps;
  Object.assign(app, {
    name: 'Deploys',
    slug: 'deploys-1a2b3c',
    status: 'internal',
    scopes: ['project:releases', 'org:read'],
    author: 'Acme',
    isDisabled: false,
    webhookUrl: 'https://hooks.example.com/secret-path?token=secret',
  });
  const result = await run(await simulated({ data }));
  const key = `sentry_app:${app.uuid}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_app',
    _class: ['Application'],
    id: app.uuid,
    name: 'Deploys',
    displayName: 'Deploys',
    slug: 'deploys-1a2b3c',
    status: 'internal',
    internal: true,
    active: true,
    author: 'Acme',
    scopes: ['org:read', 'project:releases'],
    hasWriteScope: true,
    webhookHost: 'hooks.example.com',
  });
  expect(edges(result, `sentry-organization-${data.organization.id}`, key)).toMatchObject([
    { _type: 'sentry_organization_has_app', _class: 'HAS' },
  ]);
});

test.each([
  [['org:read', 'event:read'], false],
  [[], false],
  [['openid', 'email'], false],
  [['org:read', 'project:write'], true],
  [['team:admin'], true],
  [['org:ci'], true],
  [null, undefined],
])('with the scopes %j something can be changed: %s', async (scopes, hasWriteScope) => {
  const data = tidyData();
  const [app] = data.apps;
  Object.assign(app, { scopes, status: 'unpublished', webhookUrl: null });
  const result = await run(await simulated({ data }));
  const created = entity(result, `sentry_app:${app.uuid}`);
  expect(created).toMatchObject({ internal: false });
  expect(created?.hasWriteScope).toBe(hasWriteScope);
});
