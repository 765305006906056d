import { run, simulated, tidyData } from './testing/simulated';

test('a value of another type than the declared one is left out, a very long text is cut, and both are counted', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0].id;
  const [team] = data.teams[account];
  const [app] = data.teamApps[team.id];
  const [addon] = data.teamAddons[team.id];
  const [member] = data.teamMembers[team.id];
  Object.assign(app, { maintenance: 'false', locked: 1, stack: { id: 's', name: ['heroku-24'] } });
  Object.assign(addon, { billed_price: { cents: '500', unit: 'month', contract: 'false' } });
  Object.assign(member, { federated: 'true' });
  data.teamApps[team.id][1].name = 'x'.repeat(9000);

  const { entities, relationships, steps, log } = await run(await simulated({ data }));
  const find = (key: string) => entities.find(({ _key }) => _key === key);
  for (const property of ['maintenance', 'locked', 'stack']) expect(find(app.id)).not.toHaveProperty(property);
  for (const property of ['monthlyPriceCents', 'contract']) expect(find(addon.id)).not.toHaveProperty(property);
  expect(find(app.id)).toMatchObject({ name: app.name, personal: false });
  const edge = relationships.find(({ _key }) => _key === `${team.id}|has|${member.user!.id}`);
  expect(edge).toMatchObject({ role: member.role });
  expect(edge).not.toHaveProperty('federated');
  expect(Object.values(steps)).not.toContain('failure');
  expect(log).toMatch(/Left out values that the data model refuses: .*\bmaintenance \(1\)/);
  expect(log).toMatch(/Cut or left out very long texts: .*\bname \(1\)/);
});
