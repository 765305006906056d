import { setsOf } from '@j1-integrations/integration-kit/testing';
import { herokuData, type HerokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';

const ON = { ingestPersonalApplications: true };

function personalData(): { data: HerokuData; mine: HerokuData['personalApps'][number] } {
  const data = tidyData();
  data.personalApps = herokuData().personalApps;
  const [mine] = data.personalApps;
  mine.owner = { id: data.account.id, email: data.account.email };
  return { data, mine };
}

test('a person owns a personal app, and no team does', async () => {
  const { data, mine } = personalData();
  // The token's user is in the enterprise.
  const [{ user }] = data.members[data.enterpriseAccounts[0].id];
  mine.owner = user;
  const { entities, relationships } = await run(await simulated({ data }), { config: ON });
  const app = entities.find(({ _key }) => _key === mine.id);
  expect(app).toMatchObject({
    personal: true,
    ownedByTeam: false,
    owner: user.email,
    ownerEmail: user.email,
    ownerId: user.id,
  });
  expect(app).not.toHaveProperty('teamId');
  expect([...setsOf({ entities, relationships }).edges].filter((edge) => edge.includes(mine.id))).toEqual([
    `${user.id} -OWNS-> ${mine.id}`,
  ]);
  expect(entities.find(({ _key }) => _key === user.id)).toMatchObject({ enterpriseMember: true });
});

test('an owner who is in no list of members becomes a person', async () => {
  const { data } = personalData();
  const friends = data.personalApps[1];
  const { entities } = await run(await simulated({ data }), { config: ON });
  expect(entities.find(({ _key }) => _key === friends.owner?.id)).toMatchObject({
    _type: 'heroku_account_member',
    email: friends.owner?.email,
    enterpriseMember: false,
  });
});

test('a personal app has a pipeline, add-ons and domains like other apps', async () => {
  const { data, mine } = personalData();
  const [like] = data.pipelineCouplings;
  data.pipelineCouplings.push({ ...like, id: 'c', app: { id: mine.id }, stage: 'production' });
  const [attachment] = data.addonAttachments;
  data.addonAttachments.push({ ...attachment, id: 'a', app: { id: mine.id, name: mine.name } });
  const heroku = await simulated({ data });
  const { entities, relationships } = await run(heroku, { config: { ...ON, ingestDomains: true } });
  expect(entities.find(({ _key }) => _key === mine.id)).toMatchObject({ stage: 'production' });
  const types = relationships
    .filter(({ _fromEntityKey, _toEntityKey }) => [_fromEntityKey, _toEntityKey].includes(mine.id))
    .map(({ _type }) => _type);
  expect(types).toEqual(expect.arrayContaining(['heroku_pipeline_has_application', 'heroku_application_uses_addon']));
  expect(heroku.requests.some(({ path }) => path === `/apps/${mine.id}/domains`)).toBe(true);
});

test('apps of teams are not taken from this list, and an app with few fields is in the graph', async () => {
  const { data, mine } = personalData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [ofTeam] = data.teamApps[team.id];
  data.personalApps.push(
    { ...mine, id: ofTeam.id, team: { id: team.id, name: team.name } },
    { ...mine, id: 'of-a-hidden-team', owner: { id: 'h', email: 'hidden@herokumanager.com' } },
    { ...mine, id: 'of-an-organization', organization: { id: 'h', name: 'hidden' } },
    { id: 'half-an-app-00' } as never,
  );
  const { entities, steps } = await run(await simulated({ data }), { config: ON });
  expect([steps['fetch-applications'], steps['build-personal-owners']]).toEqual(['success', 'success']);
  expect(entities.find(({ _key }) => _key === ofTeam.id)).toMatchObject({ personal: false, teamId: team.id });
  for (const id of ['of-a-hidden-team', 'of-an-organization']) {
    expect(entities.some(({ _key }) => _key === id)).toBe(false);
  }
  expect(entities.find(({ _key }) => _key === 'half-an-app-00')).toMatchObject({ personal: true, ownedByTeam: false });
});

test.each([
  [403, 'success', 'refused the personal applications'],
  [404, 'success', 'did not find the personal applications'],
  [500, 'failure', 'Could not read the personal applications'],
])('%i for personal apps ends the step with %s, and keeps the other apps', async (status, outcome, words) => {
  const { data } = personalData();
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status, path: '/users/~/apps' });
  const { steps, entities, log } = await run(heroku, { config: ON });
  expect(steps['fetch-applications']).toBe(outcome);
  expect(log).toContain(words);
  expect(entities.filter(({ _type }) => _type === 'heroku_application')).toHaveLength(6);
});

test('personal apps are off by default, and cost no request', async () => {
  const { data } = personalData();
  const heroku = await simulated({ data });
  const { steps } = await run(heroku);
  expect(steps['build-personal-owners']).toBe('disabled');
  expect(heroku.requests.filter(({ path }) => path.startsWith('/users'))).toEqual([]);
});
