import { run, simulated, tidyData } from '../testing/simulated';

test('a team that is only in the permissions fails the step, so that JupiterOne deletes nothing of teams', async () => {
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
  expect(log).toContain(`permissions name other teams (${hidden.id})`);
});

test('permissions without teams do not fail the step', async () => {
  const data = tidyData();
  for (const entity of Object.values(data.teamPermissions).flat()) entity.team_id = null as never;
  const { steps, partialTypes } = await run(await simulated({ data }));
  expect(steps['check-missing-teams']).toBe('success');
  expect(partialTypes).toEqual([]);
});
