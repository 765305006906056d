import { run, simulated, tidyData } from '../testing/simulated';

test('a team that permissions name and no list has fails a step, so that nothing of teams is deleted', async () => {
  const data = tidyData();
  const { id } = data.enterpriseAccounts[0];
  const [listed, hidden] = data.teams[id];
  data.teams[id] = data.teams[id].filter((team) => team !== hidden);
  data.teamPermissions[listed.id].push({ ...data.teamPermissions[hidden.id][0] });
  const { steps, partialTypes, log } = await run(await simulated({ data }));
  expect(steps['check-missing-teams']).toBe('failure');
  expect(steps['fetch-permissions']).toBe('success');
  expect(partialTypes).toEqual(
    expect.arrayContaining(['heroku_team', 'heroku_account_has_team', 'heroku_application', 'heroku_addon']),
  );
  expect(log).toContain(`name teams that no list of teams has (${hidden.id})`);
});

test('permissions that name no team at all prove nothing', async () => {
  const data = tidyData();
  for (const entity of Object.values(data.teamPermissions).flat()) entity.team_id = null as never;
  const { steps, partialTypes } = await run(await simulated({ data }));
  expect(steps['check-missing-teams']).toBe('success');
  expect(partialTypes).toEqual([]);
});
