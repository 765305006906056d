import { run, simulated, tidyData } from '../testing/simulated';

test('a pipeline is a Workflow of its team, and each of its apps has a stage there', async () => {
  const data = tidyData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [pipeline] = data.pipelines;
  Object.assign(pipeline, {
    name: 'checkout',
    owner: { id: team.id, type: 'team' },
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  const [production, staging] = data.teamApps[team.id];
  const [like] = data.pipelineCouplings;
  const coupling = { ...like, pipeline: { id: pipeline.id } };
  data.pipelineCouplings = [
    { ...coupling, id: 'a', app: { id: production.id }, stage: 'production' },
    { ...coupling, id: 'b', app: { id: staging.id }, stage: 'a stage of next year' },
    // An app of a hidden team, and an item with few fields.
    { ...coupling, id: 'c', app: { id: 'ffffffff-0000-4000-8000-00000000000f' } },
    { ...coupling, id: 'd', app: null as never },
  ];
  const { entities, relationships } = await run(await simulated({ data }));
  const key = `heroku_pipeline:${pipeline.id}`;
  const { _rawData, ...entity } = entities.find(({ _key }) => _key === key)!;
  expect(entity).toEqual({
    _key: key,
    _type: 'heroku_pipeline',
    _class: ['Workflow'],
    id: pipeline.id,
    name: 'checkout',
    displayName: 'checkout',
    ownerId: team.id,
    ownerType: 'team',
    webLink: `https://dashboard.heroku.com/pipelines/${pipeline.id}`,
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
  const from = relationships.filter(({ _fromEntityKey }) => _fromEntityKey === key);
  expect(new Map(from.map(({ _toEntityKey, stage }) => [_toEntityKey, stage]))).toEqual(
    new Map([
      [production.id, 'production'],
      [staging.id, 'a stage of next year'],
    ]),
  );
  const to = relationships.filter(({ _toEntityKey }) => _toEntityKey === key);
  expect(to).toEqual([expect.objectContaining({ _type: 'heroku_team_has_pipeline', _fromEntityKey: team.id })]);
  expect(entities.find(({ _key }) => _key === production.id)).toMatchObject({
    stage: 'production',
    pipelineId: pipeline.id,
  });
});

test('stages that cannot be read fail the step of the apps, which keeps all apps', async () => {
  const data = tidyData();
  const heroku = await simulated({ data });
  heroku.fault({ kind: 'status', status: 500, path: '/pipeline-couplings' });
  const { steps, entities, partialTypes } = await run(heroku);
  expect(steps['fetch-applications']).toBe('failure');
  expect(entities.filter(({ _type }) => _type === 'heroku_application')).toHaveLength(6);
  expect(partialTypes).toContain('heroku_pipeline_has_application');
});
