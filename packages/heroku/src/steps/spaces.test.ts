import { setsOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

test('a Private Space is a Network of its team, with apps and inbound rules', async () => {
  const data = tidyData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [space] = data.spaces;
  Object.assign(space, {
    name: 'shielded',
    team: { id: team.id, name: team.name },
    region: { id: 'r', name: 'virginia' },
    cidr: '10.4.0.0/16',
    data_cidr: '172.20.0.0/16',
    shield: true,
    state: 'allocated',
    generation: { id: 'g', name: 'cedar' },
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  const [named, byId] = data.teamApps[team.id];
  for (const app of Object.values(data.teamApps).flat()) app.space = null;
  // Heroku's schema has neither field.
  named.space = { name: 'shielded' } as never;
  byId.space = { id: space.id } as never;
  const rules = [
    { action: 'deny', source: '203.0.113.9/32' },
    { action: 'allow', source: '0.0.0.0/0' },
  ];
  Object.assign(data.inboundRulesets[space.id], {
    id: 'ruleset-1',
    rules,
    applied: true,
    created_at: '2023-01-01T00:00:00Z',
  });
  const { entities, relationships } = await run(await simulated({ data }));
  const whole = (key: string) => {
    const { _rawData, ...entity } = entities.find(({ _key }) => _key === key)!;
    return entity;
  };
  const key = `heroku_space:${space.id}`;
  expect(whole(key)).toEqual({
    _key: key,
    _type: 'heroku_space',
    _class: ['Network'],
    id: space.id,
    name: 'shielded',
    displayName: 'shielded',
    teamId: team.id,
    CIDR: '10.4.0.0/16',
    dataCIDR: '172.20.0.0/16',
    public: false,
    internal: true,
    region: 'virginia',
    shield: true,
    state: 'allocated',
    generation: 'cedar',
    webLink: 'https://dashboard.heroku.com/spaces/shielded',
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
  expect(whole('heroku_inbound_ruleset:ruleset-1')).toEqual({
    _key: 'heroku_inbound_ruleset:ruleset-1',
    _type: 'heroku_inbound_ruleset',
    _class: ['Firewall'],
    id: 'ruleset-1',
    name: 'inbound rules of shielded',
    displayName: 'inbound rules of shielded',
    category: ['network'],
    rules: ['allow 0.0.0.0/0', 'deny 203.0.113.9/32'],
    applied: true,
    allowsAny: true,
    createdBy: 'network@example.com',
    createdOn: Date.UTC(2023, 0, 1),
  });
  const around = [...setsOf({ entities, relationships }).edges].filter((edge) => edge.includes(key));
  expect(new Set(around)).toEqual(
    new Set([
      `${team.id} -HAS-> ${key}`,
      `${key} -HAS-> ${named.id}`,
      `${key} -HAS-> ${byId.id}`,
      `heroku_inbound_ruleset:ruleset-1 -PROTECTS-> ${key}`,
    ]),
  );
});

test('a space with few fields is in the graph, and `allowsAny` of unknown rules is unknown', async () => {
  const data = tidyData();
  const [space] = data.spaces;
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  data.spaces[0] = { id: space.id, cidr: 'somewhere', organization: { name: team.name } } as never;
  data.inboundRulesets[space.id] = { id: 'ruleset-1' } as never;
  const { entities, relationships, steps } = await run(await simulated({ data }));
  expect(steps['fetch-spaces']).toBe('success');
  // The class requires CIDR, but allows null.
  expect(entities.find(({ _type }) => _type === 'heroku_space')).toMatchObject({ name: space.id, CIDR: null });
  expect(
    relationships.some(({ _type, _fromEntityKey }) => _type === 'heroku_team_has_space' && _fromEntityKey === team.id),
  ).toBe(true);
  const ruleset = entities.find(({ _type }) => _type === 'heroku_inbound_ruleset');
  expect(ruleset).toBeDefined();
  expect(ruleset).not.toHaveProperty('allowsAny');
});

test('404 for all rulesets is one warning, and the spaces are in the graph', async () => {
  const heroku = await simulated({ data: tidyData() });
  heroku.fault({ kind: 'status', status: 404, path: '/spaces/*/inbound-ruleset' });
  const { steps, entities, events } = await run(heroku);
  expect(steps['fetch-spaces']).toBe('success');
  expect(entities.filter(({ _type }) => _type === 'heroku_space')).toHaveLength(1);
  expect(events.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({ description: expect.stringContaining('did not find the inbound rules of 1 of 1') }),
  ]);
});

/** Adds a second space, and a fault for its rules. */
async function withSpace(changes: object, answer: { status: number; body?: object }) {
  const data = tidyData();
  const [like] = data.spaces;
  const space = { ...like, id: 'ffffffff-0000-4000-8000-00000000000f', name: 'second', ...changes };
  data.spaces.push(space);
  const heroku = await simulated({ data });
  const path = `/spaces/${space.id}/inbound-ruleset`;
  heroku.fault({ kind: 'status', path, ...answer });
  return { result: await run(heroku), asked: heroku.requests.filter((request) => request.path === path).length };
}

test('a Fir space has no inbound rules, and is not asked for any', async () => {
  const { result, asked } = await withSpace({ generation: 'fir' }, { status: 500 });
  expect(asked).toBe(0);
  expect(result.steps['fetch-spaces']).toBe('success');
  expect(result.entities.filter(({ generation }) => generation === 'fir')).toHaveLength(1);
  expect(result.log).toContain('1 Private Spaces have no inbound rules, because they are of the generation Fir.');
});

test.each([
  [422, 'This feature is not supported for Fir-generation apps.'],
  [400, 'This feature is not supported by the fir generation.'],
  [403, 'This feature is not available for Fir.'],
  [404, "Inbound rulesets aren't supported by spaces of this generation."],
])('a space without a generation is asked, and a %i about generations is not a failure', async (status, message) => {
  const { result, asked } = await withSpace({ generation: null }, { status, body: { id: 'x', message } });
  expect(asked).toBe(1);
  expect(result.steps['fetch-spaces']).toBe('success');
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
  expect(result.entities.filter(({ _type }) => _type === 'heroku_space')).toHaveLength(2);
});

test('the same status with other words is a failure', async () => {
  const body = { id: 'invalid_params', message: 'You have no access to the generation of fir-trees in fir-space.' };
  const { result } = await withSpace({ generation: null }, { status: 422, body });
  expect(result.steps['fetch-spaces']).toBe('failure');
});

test.each([
  ['any address by two halves', true, ['0.0.0.0/1', '128.0.0.0/1'], true],
  ['any address of IPv6', true, ['::/0'], true],
  ['one network', true, ['192.0.2.0/24'], false],
  ['one network, by rules that are not in force', false, ['192.0.2.0/24'], true],
  ['no address', true, [], false],
  ['unknown addresses', true, 'everyone' as never, undefined],
  ['no address, by rules that are not in force', false, [], true],
])('a ruleset that allows %s', async (_name, applied, sources, allowsAny) => {
  const data = tidyData();
  const rules = Array.isArray(sources) ? sources.map((source) => ({ action: 'ALLOW', source })) : sources;
  Object.assign(data.inboundRulesets[data.spaces[0].id], { rules, applied });
  const { entities } = await run(await simulated({ data }));
  expect(entities.find(({ _type }) => _type === 'heroku_inbound_ruleset')).toMatchObject({
    ...(allowsAny !== undefined && { allowsAny }),
    applied,
  });
});
