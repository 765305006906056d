import { edges, propertiesOf } from '@j1-integrations/integration-kit/testing';
import type { PagerDuty } from '@j1-integrations/simulators';
import { run, simulated } from '../testing/simulated';

interface Window extends PagerDuty.Reference {
  services: PagerDuty.Reference[];
}

test('a maintenance window has an edge from each of its services', async () => {
  const pagerduty = await simulated();
  const [, window] = pagerduty.data.more.maintenance_windows as Window[];
  const services = pagerduty.data.services.slice(0, 2);
  Object.assign(window, {
    summary: 'Upgrade',
    description: 'Upgrade the database',
    start_time: '2026-01-02T03:00:00+01:00',
    end_time: '2098-01-01T00:00:00Z',
    created_by: { id: 'PUSER', type: 'user_reference' },
    services: services.map(({ id }) => ({ id, type: 'service_reference' })),
  });
  const result = await run(pagerduty);
  const key = `pagerduty_maintenance_window:${window.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'pagerduty_maintenance_window',
    _class: ['Task'],
    id: window.id,
    name: 'Upgrade',
    displayName: 'Upgrade',
    description: 'Upgrade the database',
    startsOn: Date.UTC(2026, 0, 2, 2),
    endsOn: Date.UTC(2098, 0, 1),
    createdById: 'PUSER',
    serviceCount: 2,
    webLink: `https://acme.pagerduty.com/service-directory/maintenance-windows/${window.id}`,
  });
  for (const { id } of services) expect(edges(result, `service:${id}`, key)).toMatchObject([{ _class: 'HAS' }]);
});

test('past windows are not requested, and odd ones are in the graph once', async () => {
  const pagerduty = await simulated();
  const result = await run(pagerduty);
  expect(result.steps['fetch-maintenance-windows']).toBe('success');
  const windows = result.entities.filter(({ _type }) => _type === 'pagerduty_maintenance_window');
  const [past] = pagerduty.data.more.maintenance_windows;
  expect(windows.map(({ id }) => id)).not.toContain(past.id);
  const named = (name: string) => {
    const found = windows.filter((window) => window.name === name);
    expect(found).toHaveLength(1);
    return found[0];
  };
  named('Upgrade 101');
  const shared = named('Upgrade 102');
  const { services } = pagerduty.data;
  for (const { id } of services.slice(0, 2)) expect(edges(result, `service:${id}`, shared._key)).toHaveLength(1);
  expect(shared.serviceCount).toBe(3);
  expect(named('Upgrade 104').createdById).toBe('PDELUSER');
  const hostile = windows.find(({ displayName }) => displayName?.includes('<b>'));
  expect(hostile?.name).toBe(hostile?.description);
  expect(hostile?.name).not.toContain('maintenance@acme');
});

test('a window with only an id is in the graph, without other properties', async () => {
  const pagerduty = await simulated();
  pagerduty.data.more.maintenance_windows = [{ id: 'PBARE' }];
  // The simulator does not know whether a window without times is open.
  pagerduty.fault({
    kind: 'status',
    status: 200,
    path: '/maintenance_windows',
    body: { maintenance_windows: [{ id: 'PBARE' }], limit: 100, offset: 0, more: false, total: 1 },
  });
  const result = await run(pagerduty);
  const key = 'pagerduty_maintenance_window:PBARE';
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'pagerduty_maintenance_window',
    _class: ['Task'],
    id: 'PBARE',
    name: 'PBARE',
    displayName: 'PBARE',
  });
});
