import { edges, entity, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

test('an integration has its permissions in the other service', async () => {
  const data = tidyData();
  const [integration] = data.integrations;
  Object.assign(integration, {
    name: 'Acme on Slack',
    domainName: 'acme.slack.com',
    scopes: ['links:read', 'chat:write'],
    provider: { ...integration.provider, key: 'slack', name: 'Slack' },
    organizationIntegrationStatus: 'disabled',
    outOfDate: true,
  });
  const sentry = await simulated({ data });
  const result = await run(sentry);
  const key = `sentry_integration:${integration.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_integration',
    _class: ['Configuration'],
    id: integration.id,
    name: 'Acme on Slack',
    displayName: 'Acme on Slack',
    providerKey: 'slack',
    providerName: 'Slack',
    domainName: 'acme.slack.com',
    status: 'disabled',
    scopes: ['chat:write', 'links:read'],
    outOfDate: true,
  });
  expect(edges(result, `sentry-organization-${data.organization.id}`, key)).toMatchObject([
    { _type: 'sentry_organization_has_integration', _class: 'HAS' },
  ]);
});

test('the configuration is not requested', async () => {
  const sentry = await simulated({ data: tidyData() });
  await run(sentry);
  const asked = sentry.requests.filter(({ path }) => path.endsWith('/integrations/'));
  expect(asked.map(({ query }) => query)).toEqual(['includeConfig=0']);
});

test('an integration without permissions has no such property', async () => {
  const data = tidyData();
  const [integration] = data.integrations;
  Object.assign(integration, { name: '', domainName: null, scopes: null, provider: null });
  const result = await run(await simulated({ data }));
  expect(entity(result, `sentry_integration:${integration.id}`)).toMatchObject({ name: integration.id });
  for (const property of ['scopes', 'domainName', 'providerKey']) {
    expect(entity(result, `sentry_integration:${integration.id}`)).not.toHaveProperty(property);
  }
});
