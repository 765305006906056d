import { runInNewContext } from 'node:vm';
import { entity } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from './testing/simulated';
import { removeSecrets } from './texts';

function withoutSecrets(name: string): string {
  const thing = { name };
  removeSecrets([{ inner: thing }]);
  return thing.name;
}

test.each([
  ['Mail alerts+prod@acme.pagerduty.com, or call', 'Mail [removed], or call'],
  ['inbox@acme.eu.pagerduty.com', '[removed]'],
  ['see webcal://acme.pagerduty.com/private/3f2a/feed (mine)', 'see [removed] (mine)'],
  ['https://events.pagerduty.com/integration/0123456789abcdef0123456789abcdef/enqueue', undefined],
  ['key R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123.', 'key [removed].'],
])('%s: what is secret in a text is removed', (text, expected) => {
  const clean = withoutSecrets(text);
  expect(clean).toBe(expected ?? 'https://events.pagerduty.com/integration/[removed]/enqueue');
});

test.each([
  'ask ada@example.com',
  'https://acme.pagerduty.com/services/PABC123',
  'Wednesdays, 9 to 5',
  'supercalifragilisticexpialidocious',
])('%s: what is not stays', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test.each(['y', 'a1', '.', 'a@', 'http://', 'a@b.pagerduty.'])(
  'a text of 200,000 characters (%s) does not block the run',
  (part) => {
    const text = part.repeat(200_000 / part.length);
    const clean = () => withoutSecrets(`${text} canary@acme.pagerduty.com`);
    // A test that blocks reaches no limit of Jest. This one is ended.
    expect(runInNewContext('clean()', { clean }, { timeout: 5000 })).toBe(`${text} [removed]`);
  },
);

test('secrets in names and descriptions are neither in the graph nor in raw data', async () => {
  const data = tidyData();
  const { services, integrations, escalationPolicies, schedules, teams } = data;
  const secret = 'canary@acme.pagerduty.com';
  Object.assign(services[0], { name: `Mail ${secret}`, description: secret });
  for (const thing of [escalationPolicies[0], schedules[0], teams[0], data.users[0]])
    Object.assign(thing, { name: `Mail ${secret}`, description: secret });
  Object.assign(integrations[0], { name: secret, summary: secret });
  const result = await run(await simulated({ data }));
  expect(entity(result, `service:${services[0].id}`)).toMatchObject({ name: 'Mail [removed]' });
  expect(JSON.stringify([result.entities, result.relationships])).not.toContain('canary');
});
