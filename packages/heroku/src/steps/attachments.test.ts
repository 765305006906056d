import type { HerokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';

const uses = async (data: HerokuData) => {
  const { relationships, log } = await run(await simulated({ data }));
  const edges = relationships.filter(({ _type }) => _type === 'heroku_application_uses_addon');
  return { edges: edges.map((edge) => [edge._fromEntityKey, edge._toEntityKey, edge.attachments]), log };
};

test('an app uses each attached add-on, also of another app, and the edge has all names', async () => {
  const data = tidyData();
  const [first, second] = data.teams[data.enterpriseAccounts[0].id];
  const [addon] = data.teamAddons[first.id];
  const [app] = data.teamApps[second.id];
  const like = data.addonAttachments[0];
  const attached = (id: string, name: string, to: { id: string; name: string }) => {
    return { ...like, id, name, app: { id: to.id, name: to.name }, addon: { ...like.addon, id: addon.id } };
  };
  data.addonAttachments = [
    attached('a', 'HEROKU_POSTGRESQL_TEAL', app),
    attached('b', 'DATABASE', app),
    attached('c', 'DATABASE', addon.app),
  ];
  const { edges } = await uses(data);
  expect(new Set(edges)).toEqual(
    new Set([
      [app.id, addon.id, 'DATABASE,HEROKU_POSTGRESQL_TEAL'],
      [addon.app.id, addon.id, 'DATABASE'],
    ]),
  );
});

test('attachments of hidden apps and add-ons have no edge, and the log counts them', async () => {
  const data = tidyData();
  const [like] = data.addonAttachments;
  data.addonAttachments = [
    { ...like, id: 'a', app: { id: 'hidden', name: 'hidden' } },
    { ...like, id: 'b', addon: { ...like.addon, id: 'hidden' } },
    { ...like, id: 'c', app: null as never },
  ];
  const { edges, log } = await uses(data);
  expect(edges).toEqual([]);
  expect(log).toContain('2 attachments have no edge, because this key cannot see their app or add-on.');
});
