import { CANARY, addInstance } from '../testing/server';
import { useCli } from '../testing/cli';

const cli = useCli();
const { ops, json, file } = cli;
const stored = (id: string) => cli.server.records.instances.find((each) => each.id === id)!;

describe('a configuration is checked against the definition before a request', () => {
  test.each([
    ['{}', /config\.apiKey is required \(string\)/],
    ['{"apiKey":""}', /config\.apiKey is required/],
    ['{"apiKey":5}', /config\.apiKey must be a string; got a number/],
    [
      '{"apiKey":"canary-a","apikey":"canary-b"}',
      /config\.apikey is not known; allowed: apiKey, behaviour, userCount, @tag/,
    ],
    ['{"apiKey":"***masked***"}', /config\.apiKey is a mask/],
  ])('create with %s', async (config, message) => {
    const before = cli.server.records.instances.length;
    const path = await file('create.json', config);
    const { code, stderr } = await ops([
      'instances',
      'create',
      '--type',
      'sample',
      '--name',
      'x',
      '--config-file',
      path,
    ]);
    expect([code, stderr]).toEqual([65, expect.stringMatching(message)]);
    expect(cli.server.records.instances).toHaveLength(before);
  });

  test('an update needs no required fields', async () => {
    const id = addInstance(cli.server, { name: 'To be updated' });
    const good = await file('good.json', '{"userCount":"5"}');
    const wrong = await file('wrong.json', '{"userCount":5,"apiKey":""}');
    expect((await ops(`instances update ${id} --config-file ${good}`)).code).toBe(0);
    const { code, stderr } = await ops(`instances update ${id} --config-file ${wrong}`);
    expect([code, stderr]).toEqual([65, expect.stringMatching(/apiKey is required.*userCount must be a string/)]);
    expect(stored(id).config).toEqual({ apiKey: CANARY, userCount: '5' });
  });
});

test('an update adds tags and keeps the others', async () => {
  const config = await file('tags.json', `{"apiKey":"${CANARY}"}`);
  const create = ['instances', 'create', '--type', 'sample', '--name', 'Tagged', '--config-file', config];
  expect((await ops([...create, '--account-name-tag', '--tag', 'Production=true', 'team=web'])).code).toBe(0);
  const { id } = cli.server.records.instances.at(-1)!;
  expect(stored(id).config['@tag']).toEqual({ AccountName: true, Production: true, team: 'web' });
  expect((await ops('instances update Tagged --tag Production=false')).code).toBe(0);
  expect(stored(id).config).toMatchObject({
    apiKey: CANARY,
    '@tag': { AccountName: true, Production: false, team: 'web' },
  });
  expect((await ops('instances update Tagged --tag nothing')).code).toBe(64);
});

test('sources are listed, disabled and enabled', async () => {
  const id = addInstance(cli.server, { name: 'With sources' });
  expect(await json('sources list With-sources').catch(() => 'unknown')).toBe('unknown');
  expect(await json(`sources list ${id}`)).toMatchObject([{ id: 'groups', enabled: true, isOverridden: false }]);
  const off = await ops(['sources', 'disable', 'With sources', 'groups']);
  expect([off.code, off.stdout]).toEqual([0, expect.stringMatching(/groups +off +the instance +Groups/)]);
  expect(stored(id).ingestionSourcesOverrides).toEqual([{ ingestionSourceId: 'groups', enabled: false }]);
  expect((await ops(`sources enable ${id} groups`)).stdout).toMatch(/groups +on/);
  const unknown = await ops(`sources disable ${id} users`);
  expect([unknown.code, unknown.stderr]).toEqual([64, expect.stringContaining('allowed: groups')]);
});

test('every command accepts a name in place of an id', async () => {
  const id = addInstance(cli.server, { name: 'Named' });
  expect(await json('instances get Named')).toMatchObject({ id });
  const [triggered] = (await json('trigger Named --wait')) as unknown as { instanceId: string; jobId: string }[];
  expect(triggered).toMatchObject({ instanceId: id });
  expect(await json('jobs list Named')).toMatchObject([{ id: triggered.jobId }]);
  expect(await json(`jobs get Named ${triggered.jobId}`)).toMatchObject({ id: triggered.jobId });
  expect((await ops(`jobs events Named ${triggered.jobId}`)).stdout).toContain('step_end');
  expect((await ops('jobs wait Named')).code).toBe(0);
  expect(await json('definitions get sample')).toMatchObject({ id: 'sample-definition' });
  expect(await json('instances list --definition sample --name Named')).toMatchObject([{ id }]);
  addInstance(cli.server, { name: 'Named' });
  const ambiguous = await ops('instances delete Named --yes');
  expect([ambiguous.code, ambiguous.stderr]).toEqual([65, expect.stringContaining(id)]);
});

test('several instances get one schedule, and an unknown one stops the change', async () => {
  const [one, other] = [addInstance(cli.server, { name: 'One' }), addInstance(cli.server)];
  expect((await ops(`schedule One ${other} nobody --polling-interval ONE_DAY`)).code).toBe(65);
  expect([stored(one).pollingInterval, stored(other).pollingInterval]).toEqual(['DISABLED', 'DISABLED']);
  const { code, stdout } = await ops(`schedule One ${other} --polling-interval ONE_DAY --hour 2`);
  expect([code, stdout.match(/ONE_DAY, 02:00-03:00 UTC/g)]).toEqual([0, expect.objectContaining({ length: 2 })]);
  expect([stored(one).pollingInterval, stored(other).pollingInterval]).toEqual(['ONE_DAY', 'ONE_DAY']);
});

test('an update can change the schedule', async () => {
  const id = addInstance(cli.server);
  expect((await ops(`instances update ${id} --polling-interval ONE_WEEK --day-of-week 0 --name Weekly`)).code).toBe(0);
  expect(stored(id)).toMatchObject({ name: 'Weekly', pollingInterval: 'ONE_WEEK' });
  expect((await ops(`instances update ${id} --hour 24`)).code).toBe(64);
});
