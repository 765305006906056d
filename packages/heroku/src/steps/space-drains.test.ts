import { setsOf } from '@j1-integrations/integration-kit/testing';
import { herokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';

const ON = { ingestSpaceDrains: true };

/** A Shield space with a log drain, a Fir space with telemetry drains, and another space. Each has an app. */
function spacesData() {
  const data = tidyData();
  const like = herokuData();
  const [logs] = Object.values(like.spaceLogDrains);
  const [telemetry] = Object.values(like.spaceTelemetryDrains).flat();
  const [space] = data.spaces;
  const create = (name: string, changes: object) => ({ ...space, id: `${name}-id`, name, shield: false, ...changes });
  const [shield, fir, plain] = [
    create('shield', { shield: true }),
    create('fir', { generation: 'fir' }),
    create('plain', {}),
  ];
  data.spaces = [shield, fir, plain];
  data.inboundRulesets = { [shield.id]: data.inboundRulesets[space.id], [plain.id]: data.inboundRulesets[space.id] };
  data.spaceLogDrains = { [shield.id]: logs };
  data.spaceTelemetryDrains = { [fir.id]: [telemetry] };
  const apps = data.teams[data.enterpriseAccounts[0].id].map(({ id }) => data.teamApps[id][0]);
  for (const app of Object.values(data.teamApps).flat()) app.space = null;
  data.spaces.forEach(({ id, name }, i) => Object.assign(apps[i], { space: { id, name } }));
  return { data, shield, fir, plain, apps, logs, telemetry };
}

test('the drains of a Shield space and of a Fir space have edges from the space and from its apps', async () => {
  const { data, shield, fir, apps, logs, telemetry } = spacesData();
  const heroku = await simulated({ data });
  const { entities, relationships, steps } = await run(heroku, { config: ON });
  expect(steps['fetch-space-drains']).toBe('success');
  const [log, telemetryKey] = [`heroku_log_drain:${logs.id}`, `heroku_telemetry_drain:${telemetry.id}`];
  const around = [...setsOf({ entities, relationships }).edges].filter((edge) => /_drain:/.test(edge));
  expect(new Set(around)).toEqual(
    new Set([
      `heroku_space:${shield.id} -HAS-> ${log}`,
      `${apps[0].id} -HAS-> ${log}`,
      `heroku_space:${fir.id} -HAS-> ${telemetryKey}`,
      `${apps[1].id} -HAS-> ${telemetryKey}`,
    ]),
  );
  expect(entities.find(({ _key }) => _key === log)).toMatchObject({
    spaceId: shield.id,
    destinationHost: 'in.example.com',
  });
  expect(entities.find(({ _key }) => _key === log)).not.toHaveProperty('applicationId');
  expect(entities.find(({ _key }) => _key === telemetryKey)).toMatchObject({ spaceId: fir.id, tls: false });
  // One request for each of the two spaces.
  expect(heroku.requests.filter(({ path }) => /drain/.test(path))).toHaveLength(2);
});

test('a Shield space without a drain is neither a failure nor a warning', async () => {
  const { data } = spacesData();
  data.spaceLogDrains = {};
  const { steps, events } = await run(await simulated({ data }), { config: ON });
  expect(steps['fetch-space-drains']).toBe('success');
  expect(events.filter(({ level }) => level === 'warn')).toEqual([]);
});

test('a drain that cannot be read fails the step, which keeps the other drains', async () => {
  const { data, shield, telemetry } = spacesData();
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status: 500, path: `/spaces/${shield.id}/log-drain` });
  const { steps, entities, partialTypes, log } = await run(heroku, { config: ON });
  expect(steps['fetch-space-drains']).toBe('failure');
  expect(partialTypes).toEqual(expect.arrayContaining(['heroku_log_drain', 'heroku_application_has_log_drain']));
  expect(entities.some(({ _key }) => _key === `heroku_telemetry_drain:${telemetry.id}`)).toBe(true);
  expect(log).toContain('drains of Private Spaces of 1 of 2 (shield)');
});

test('the step is off by default, and if spaces are off', async () => {
  const { data } = spacesData();
  const heroku = await simulated({ data });
  expect((await run(heroku)).steps['fetch-space-drains']).toBe('disabled');
  expect((await run(heroku, { config: { ...ON, ingestSpaces: false } })).steps['fetch-space-drains']).toBe('disabled');
  expect(heroku.requests.filter(({ path }) => /drain/.test(path))).toEqual([]);
});
