import { HEROKU_CANARIES } from '@j1-integrations/simulators';
import { EVERYTHING, run, simulated, tidyData } from '../testing/simulated';
import { destinationOf } from './log-drains';

test('a log drain is a Logs entity of its app, with its destination and its encryption', async () => {
  const data = tidyData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [app] = data.teamApps[team.id];
  const [drain] = data.appLogDrains[app.id];
  const [addon] = data.teamAddons[team.id];
  Object.assign(drain, {
    url: 'https://user:secret@in.example.com:8443/path/secret?token=secret',
    token: 'd.secret',
    addon: { id: addon.id, name: addon.name, app: addon.app },
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  const { entities, relationships } = await run(await simulated({ data }), { config: { ingestLogDrains: true } });
  const key = `heroku_log_drain:${drain.id}`;
  const entity = entities.find(({ _key }) => _key === key)!;
  expect(entity).toEqual({
    _key: key,
    _type: 'heroku_log_drain',
    _class: ['Logs'],
    _rawData: [
      {
        name: 'default',
        rawData: { id: drain.id, created_at: '2021-01-01T00:00:00Z', updated_at: '2022-01-01T00:00:00Z' },
      },
    ],
    id: drain.id,
    name: 'in.example.com',
    displayName: 'in.example.com',
    applicationId: app.id,
    addonId: addon.id,
    destinationHost: 'in.example.com',
    tls: true,
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
  expect(relationships.filter(({ _toEntityKey }) => _toEntityKey === key)).toEqual([
    expect.objectContaining({ _type: 'heroku_application_has_log_drain', _fromEntityKey: app.id }),
  ]);
});

test.each([
  ['https://in.example.com/x', 'in.example.com', true],
  ['syslog+tls://logs.example.com:6514', 'logs.example.com', true],
  ['http://10.0.0.7:8080/', '10.0.0.7', false],
  ['syslog://logs.example.com:514', 'logs.example.com', false],
  ['carrier-pigeon://loft.example.com', 'loft.example.com', undefined],
  ['not an address', undefined, undefined],
  [null, undefined, undefined],
])('%s goes to %s, with TLS: %s', (url, host, tls) => {
  expect(destinationOf(url)).toEqual({ host, tls });
});

test('no secret of the answers leaves a run with all sources', async () => {
  const { entities, relationships, events, metrics, log } = await run(await simulated(), { config: EVERYTHING });
  const everything = JSON.stringify([entities, relationships, events, metrics]) + log;
  expect(everything).toContain('heroku_log_drain');
  for (const canary of HEROKU_CANARIES) expect(everything).not.toContain(canary);
});
