import { edges, propertiesOf, type Run } from '@j1-integrations/integration-kit/testing';
import { run, simulated } from '../testing/simulated';
import { createMonitorEntity } from './monitors';

const keyOf = (result: Run, slug: string) =>
  result.entities.filter(({ _type, slug: own }) => _type === 'sentry_monitor' && own === slug).map(({ _key }) => _key);

test('a monitor has edges from its organization and its project', async () => {
  const sentry = await simulated();
  const [monitor] = sentry.data.more.monitors as { id: string; project: { id: string }; slug: string }[];
  Object.assign(monitor, {
    dateCreated: '2024-02-03T04:05:06Z',
    owner: { type: 'team', id: '7', name: 'payments' },
    environments: [
      { name: 'staging', status: 'ok', isMuted: true, lastCheckIn: '2026-01-02T00:00:00Z', nextCheckIn: null },
      {
        name: 'production',
        status: 'timeout',
        isMuted: false,
        lastCheckIn: '2026-01-01T00:00:00Z',
        nextCheckIn: '2026-01-03T00:00:00Z',
      },
    ],
  });
  const result = await run(sentry);
  const key = `sentry_monitor:${monitor.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_monitor',
    _class: ['Task'],
    id: monitor.id,
    name: monitor.slug,
    displayName: monitor.slug,
    slug: monitor.slug,
    status: 'active',
    active: true,
    muted: false,
    scheduleType: 'crontab',
    schedule: '0 3 * * *',
    timezone: 'Europe/Berlin',
    checkinMarginMinutes: 5,
    maxRuntimeMinutes: 30,
    failing: true,
    environments: ['production: timeout', 'staging: ok'],
    mutedEnvironments: ['staging'],
    lastCheckInOn: Date.parse('2026-01-02T00:00:00Z'),
    nextCheckInOn: Date.parse('2026-01-03T00:00:00Z'),
    projectId: monitor.project.id,
    ownerId: '7',
    ownerType: 'team',
    createdOn: Date.parse('2024-02-03T04:05:06Z'),
  });
  expect(edges(result, `sentry-organization-${sentry.data.organization.id}`, key)).toHaveLength(1);
  expect(edges(result, `sentry-project-${monitor.project.id}`, key)).toMatchObject([{ _class: 'HAS' }]);
});

test('odd monitors are in the graph, each once', async () => {
  const result = await run(await simulated());
  const monitorOf = (slug: string) => {
    const keys = keyOf(result, slug);
    expect(keys).toHaveLength(1);
    return propertiesOf(result, keys[0]);
  };
  expect(monitorOf('of-no-project')).not.toHaveProperty('projectId');
  expect(monitorOf('muted')).toMatchObject({ muted: true, active: true });
  expect(monitorOf('disabled')).toMatchObject({ status: 'disabled', active: false });
  expect(monitorOf('failing-in-one-environment')).toMatchObject({
    failing: true,
    environments: ['never: active', 'production: error', 'staging: missed_checkin'],
    mutedEnvironments: ['staging'],
  });
  expect(monitorOf('every-ten-minutes')).toMatchObject({ scheduleType: 'interval', schedule: '10 minute' });
  expect(monitorOf('one-environment')).toMatchObject({ environments: ['production: ok'], failing: false });
  const half = monitorOf('of-which-half-is-unknown');
  expect(half.name).toBe('of-which-half-is-unknown');
  for (const unknown of ['failing', 'muted', 'active', 'schedule']) expect(half).not.toHaveProperty(unknown);
  monitorOf('twice-on-the-list');
  expect(monitorOf('hostile').name).not.toContain('sntryu_');
});

test('a muted environment does not count for `failing`', () => {
  const environments = [{ name: 'staging', status: 'error', isMuted: true }];
  expect(createMonitorEntity({ id: '1', environments })).toMatchObject({ failing: false });
});

test('unknown environments are not the same as none', () => {
  const unknown = createMonitorEntity({ id: '1', environments: null });
  for (const property of ['failing', 'environments', 'mutedEnvironments']) expect(unknown).not.toHaveProperty(property);
  const none = { failing: false, environments: [], mutedEnvironments: [] };
  expect(createMonitorEntity({ id: '1', environments: {} })).toMatchObject(none);
  expect(createMonitorEntity({ id: '1', environments: [] })).toMatchObject(none);
});

test('a name that is not a text is left out', () => {
  expect(createMonitorEntity({ id: '1', slug: 'nightly', name: 5 as never })).toMatchObject({ name: 'nightly' });
});
