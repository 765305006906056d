import { edges, entity, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

test('a service has its properties and its edges', async () => {
  const data = tidyData();
  const [service] = data.services;
  Object.assign(service, {
    description: 'Pays',
    status: 'active',
    acknowledgement_timeout: 600,
    auto_resolve_timeout: 14_400,
    created_at: '2015-11-06T11:12:51-05:00',
    last_incident_timestamp: '2026-01-02T03:04:05Z',
    incident_urgency_rule: { type: 'constant', urgency: 'severity_based' },
  });
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, `service:${service.id}`)).toEqual({
    _key: `service:${service.id}`,
    _type: 'pagerduty_service',
    _class: ['Service'],
    id: service.id,
    name: service.name,
    displayName: service.name,
    description: 'Pays',
    category: ['software'],
    function: ['monitoring'],
    status: 'active',
    active: true,
    acknowledgementTimeoutSeconds: 600,
    autoResolveTimeoutSeconds: 14_400,
    urgency: 'severity_based',
    escalationPolicyId: service.escalation_policy.id,
    createdOn: Date.UTC(2015, 10, 6, 16, 12, 51),
    lastIncidentOn: Date.UTC(2026, 0, 2, 3, 4, 5),
    webLink: `https://acme.pagerduty.com/service-directory/${service.id}`,
    summary: service.name,
    endpoints: [`https://acme.pagerduty.com/service-directory/${service.id}`],
  });
  expect(edges(result, 'pagerduty_account:acme', `service:${service.id}`)).toHaveLength(1);
  expect(edges(result, `team:${service.teams[0].id}`, `service:${service.id}`)).toMatchObject([
    { _type: 'pagerduty_team_assigned_service', _class: 'ASSIGNED' },
  ]);
});

test('a service is active in every status except disabled', async () => {
  const data = tidyData();
  const statuses = ['warning', 'critical', 'maintenance', 'disabled', 'paused'];
  statuses.forEach((status, i) => (data.services[i].status = status));
  const result = await run(await simulated({ data }));
  const active = data.services.map(({ id }) => entity(result, `service:${id}`)?.active);
  expect(active).toEqual([true, true, true, false, true]);
});

test('a service with few fields is in the graph, without other properties', async () => {
  const data = tidyData();
  const [service] = data.services;
  const fields = Object.keys(service).filter((field) => !['id', 'type'].includes(field));
  Object.assign(service, Object.fromEntries(fields.map((field) => [field, null])));
  const result = await run(await simulated({ data }));
  expect(propertiesOf(result, `service:${service.id}`)).toEqual({
    _key: `service:${service.id}`,
    _type: 'pagerduty_service',
    _class: ['Service'],
    id: service.id,
    name: service.id,
    displayName: service.id,
    category: ['software'],
    function: ['monitoring'],
  });
});

test('an urgency that depends on the hour is `use_support_hours`', async () => {
  const data = tidyData();
  const [service] = data.services;
  const urgency = (value: string) => ({ type: 'constant', urgency: value });
  service.incident_urgency_rule = {
    type: 'use_support_hours',
    during_support_hours: urgency('high'),
    outside_support_hours: urgency('low'),
  };
  const result = await run(await simulated({ data }));
  expect(entity(result, `service:${service.id}`)).toMatchObject({ urgency: 'use_support_hours' });
});

describe('an integration of a service', () => {
  test('has its type and vendor, but not its key or address', async () => {
    const data = tidyData();
    const [integration] = data.integrations;
    Object.assign(integration, {
      type: 'events_api_v2_inbound_integration',
      name: 'Monitoring',
      vendor: { id: 'PV1', type: 'vendor_reference', summary: 'Datadog', self: null, html_url: null },
      created_at: '2026-01-02T03:04:05Z',
      integration_key: 'secret-key',
      integration_email: 'secret@acme.pagerduty.com',
    });
    const result = await run(await simulated({ data }));
    const key = `pagerduty_integration:${integration.id}`;
    expect(propertiesOf(result, key)).toEqual({
      _key: key,
      _type: 'pagerduty_integration',
      _class: ['Configuration'],
      id: integration.id,
      name: 'Monitoring',
      displayName: 'Monitoring',
      integrationType: 'events_api_v2_inbound_integration',
      vendorName: 'Datadog',
      createdOn: Date.UTC(2026, 0, 2, 3, 4, 5),
      webLink: integration.html_url,
    });
    expect(edges(result, `service:${integration.service.id}`, key)).toMatchObject([
      { _type: 'pagerduty_service_has_integration' },
    ]);
  });

  test('is in the graph even if the answer has only a reference', async () => {
    const data = tidyData();
    const [gone] = data.integrations.splice(0, 1);
    const result = await run(await simulated({ data }));
    expect(propertiesOf(result, `pagerduty_integration:${gone.id}`)).toMatchObject({
      name: gone.name,
      integrationType: gone.type,
    });
  });
});
