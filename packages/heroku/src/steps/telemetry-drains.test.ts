import { herokuData } from '@j1-integrations/simulators';
import { EVERYTHING, run, simulated, tidyData } from '../testing/simulated';
import { createTelemetryDrainEntity } from './telemetry-drains';

const ON = { ingestTelemetryDrains: true, ingestLogDrains: true };

/** The first app is a Fir app with one drain. */
function firData() {
  const data = tidyData();
  const like = Object.values(herokuData().appTelemetryDrains).flat()[0];
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [app, ...others] = data.teamApps[team.id];
  app.generation = 'fir';
  const drain = { ...like, owner: { id: app.id, type: 'app' as const } };
  data.appTelemetryDrains[app.id] = [drain];
  data.appLogDrains[app.id] = [];
  return { data, app, drain, others };
}

test('a telemetry drain is a Logs entity of its Fir app, with its signals, its destination and its encryption', async () => {
  const { data, app, drain } = firData();
  Object.assign(drain, {
    signals: ['traces', 'logs'],
    exporter: {
      type: 'otlphttp',
      endpoint: 'https://user:secret@otel.example.com:4318/v1/secret?key=secret',
      headers: { 'api-key': 'secret' },
    },
    created_at: '2025-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  });
  const { entities, relationships } = await run(await simulated({ data }), { config: ON });
  const key = `heroku_telemetry_drain:${drain.id}`;
  expect(entities.find(({ _key }) => _key === key)).toEqual({
    _key: key,
    _type: 'heroku_telemetry_drain',
    _class: ['Logs'],
    _rawData: [
      {
        name: 'default',
        rawData: {
          id: drain.id,
          signals: ['traces', 'logs'],
          created_at: '2025-01-01T00:00:00Z',
          updated_at: '2026-01-01T00:00:00Z',
        },
      },
    ],
    id: drain.id,
    name: 'otel.example.com',
    displayName: 'otel.example.com',
    applicationId: app.id,
    signals: ['logs', 'traces'],
    exporterType: 'otlphttp',
    destinationHost: 'otel.example.com',
    tls: true,
    createdOn: Date.UTC(2025, 0, 1),
    updatedOn: Date.UTC(2026, 0, 1),
  });
  expect(relationships.filter(({ _toEntityKey }) => _toEntityKey === key)).toEqual([
    expect.objectContaining({ _type: 'heroku_application_has_telemetry_drain', _fromEntityKey: app.id }),
  ]);
});

test('each app is asked only for the drains of its generation', async () => {
  const { data, app, others } = firData();
  const heroku = await simulated({ data });
  const { steps } = await run(heroku, { config: ON });
  expect([steps['fetch-log-drains'], steps['fetch-telemetry-drains']]).toEqual(['success', 'success']);
  const asked = (kind: string) =>
    heroku.requests.flatMap(({ path }) => new RegExp(`^/apps/(.*)/${kind}$`).exec(path)?.[1] ?? []);
  expect(asked('telemetry-drains')).toEqual([app.id]);
  expect(asked('log-drains')).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
  expect(asked('log-drains')).not.toContain(app.id);
});

test('an app without a generation is asked for both kinds of drains', async () => {
  const { data, app, drain } = firData();
  const heroku = await simulated({ data });
  // The list hides its generation, but Heroku knows it.
  heroku.fault({ kind: 'half', fields: ['generation'], ids: [app.id], path: '/teams/*/apps' });
  const { steps, entities, events, log } = await run(heroku, { config: ON });
  expect([steps['fetch-log-drains'], steps['fetch-telemetry-drains']]).toEqual(['success', 'success']);
  expect(entities.filter(({ _key }) => _key === `heroku_telemetry_drain:${drain.id}`)).toHaveLength(1);
  expect(log).toContain('1 applications are of a generation that has no log drains.');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([]);
});

const ID = '00000000-0000-4000-8000-000000000001';

test.each([
  ['http://plain.example.com/otlp', 'plain.example.com', false],
  ['collector.example.com:4317', 'collector.example.com', undefined],
  ['not an address', undefined, undefined],
  ['a-key-without-a-host', undefined, undefined],
  [null, undefined, undefined],
])('%s goes to %s, with TLS: %s', (endpoint, destinationHost, tls) => {
  const entity = createTelemetryDrainEntity({ id: ID, exporter: { endpoint } }, { applicationId: ID });
  expect({ destinationHost: entity.destinationHost, tls: entity.tls }).toEqual({ destinationHost, tls });
});

test('a drain with only an id is in the graph', async () => {
  const { data, app } = firData();
  data.appTelemetryDrains[app.id] = [{ id: ID } as never];
  const { steps, entities } = await run(await simulated({ data }), { config: EVERYTHING });
  expect(steps['fetch-telemetry-drains']).toBe('success');
  expect(entities.find(({ _type }) => _type === 'heroku_telemetry_drain')).toMatchObject({ name: ID });
});
