import { EVERYTHING, run, simulated, tidyData } from './testing/simulated';

const broken = (like: object, id: unknown) => ({ ...like, id }) as never;

test('items with a missing or wrong id are left out and counted', async () => {
  const data = tidyData();
  const account = data.enterpriseAccounts[0].id;
  const [team] = data.teams[account];
  const [app] = data.teamApps[team.id];
  const expected = await run(await simulated({ data: structuredClone(data) }), { config: EVERYTHING });
  data.teamApps[team.id].push(broken(app, undefined), broken(app, null), broken(app, ''), null as never);
  data.teams[account].push(broken(team, null));
  data.appDomains[app.id].push(broken(data.appDomains[app.id][0], undefined));
  data.pipelines.push(broken(data.pipelines[0], ' '));
  const [space] = data.spaces;
  data.inboundRulesets[space.id] = broken(data.inboundRulesets[space.id], null);
  const { entities, relationships, events, steps } = await run(await simulated({ data }), { config: EVERYTHING });
  const keys = (objects: { _key: string }[]) => objects.map(({ _key }) => _key).sort();
  expect(keys(entities)).toEqual(keys(expected.entities).filter((key) => !key.startsWith('heroku_inbound_ruleset')));
  expect(keys(relationships).filter((key) => /undefined|null/.test(key))).toEqual([]);
  expect(new Set(Object.values(steps))).toEqual(new Set(['success']));
  const warnings = events.filter(({ level }) => level === 'warn').map(({ description }) => description);
  expect(warnings.sort()).toEqual([
    `1 item has no id and is left out: 1 of /apps/${app.id}/domains.`,
    '1 item has no id and is left out: 1 of /pipelines.',
    `1 item has no id and is left out: 1 of /spaces/${space.id}/inbound-ruleset.`,
    `2 items have no id and are left out: 1 of /enterprise-accounts/${account}/teams, 1 of /teams.`,
    `4 items have no id and are left out: 4 of /teams/${team.id}/apps.`,
  ]);
});
