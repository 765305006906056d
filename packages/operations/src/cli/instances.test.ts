import { useCli } from '../testing/cli';
import { addInstance, CANARY } from '../testing/server';

const cli = useCli();
const { ops, json, file } = cli;

describe('instances', () => {
  test('list gives a table, and JSON for programs', async () => {
    const id = addInstance(cli.server, {
      name: 'Listed',
      pollingInterval: 'ONE_DAY',
      pollingIntervalCronExpression: { hour: 4 },
    });
    const { code, stdout } = await ops('instances list --name Listed');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'NAME', 'TYPE', 'RUNS'],
      [id, 'Listed', 'sample', 'ONE_DAY, 04:00-05:00 UTC'],
      [''],
    ]);
    expect(await json('instances list --name Listed')).toMatchObject([{ id, pollingInterval: 'ONE_DAY' }]);
  });

  test('list reports an empty result on standard error', async () => {
    expect(await ops('instances list --name nobody')).toEqual({ code: 0, stdout: '', stderr: 'No instances.\n' });
  });

  test('get shows the instance without its secret', async () => {
    const id = addInstance(cli.server, { name: 'Shown', config: { userCount: '7' } });
    const { code, stdout } = await ops(`instances get ${id}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/apiKey: \*\*\*masked\*\*\*\n +userCount: 7/);
  });

  test('get masks a secret that the server does not mask', async () => {
    const id = addInstance(cli.server);
    cli.server.faults.add({
      times: 3,
      patch: { set: { 'integrationInstance.config': { apiKey: CANARY, unknown: CANARY } } },
    });
    expect((await ops(`instances get ${id}`)).stdout).not.toContain(CANARY);
    expect(await json(`instances get ${id}`)).toMatchObject({ config: { apiKey: '***masked***' } });
  });

  test('create reads the configuration from a file or from standard input', async () => {
    const config = JSON.stringify({ apiKey: CANARY });
    const fromFile = await ops(
      `instances create --name Filed --type sample --config-file ${await file('c.json', config)} --polling-interval ONE_WEEK --hour 0 --day-of-week 6`,
    );
    const fromInput = await ops('instances create --name Piped --definition sample-definition --config-file -', {
      input: config,
    });
    expect([fromFile.code, fromInput.code]).toEqual([0, 0]);
    expect(fromFile.stdout).toContain('ONE_WEEK, Saturday 00:00-01:00 UTC');
    const created = cli.server.records.instances.filter(({ name }) => ['Filed', 'Piped'].includes(name));
    expect(created.map((each) => each.config)).toEqual([{ apiKey: CANARY }, { apiKey: CANARY }]);
  });

  test('update changes only the named fields', async () => {
    const id = addInstance(cli.server);
    const config = await file('u.json', '{"userCount":"5"}');
    expect((await ops(`instances update ${id} --name Renamed --config-file ${config}`)).code).toBe(0);
    expect(cli.server.records.instances.find((each) => each.id === id)).toMatchObject({
      name: 'Renamed',
      config: { apiKey: CANARY, userCount: '5' },
    });
  });

  test('delete needs --yes', async () => {
    const id = addInstance(cli.server);
    expect(await ops(`instances delete ${id}`)).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--yes') as string,
    });
    expect(await ops(`instances delete ${id} --yes`)).toMatchObject({ code: 0 });
    expect(cli.server.records.instances.map((each) => each.id)).not.toContain(id);
  });
});

describe('schedule', () => {
  test.each(['schedule', 'instances schedule'])(
    '%s sets the day and the hour, and shows what is stored',
    async (command) => {
      const id = addInstance(cli.server);
      const { code, stdout } = await ops(`${command} ${id} --polling-interval ONE_WEEK --hour 0 --day-of-week 0`);
      expect(code).toBe(0);
      expect(stdout).toMatch(/ONE_WEEK, Sunday 00:00-01:00 UTC\nnext +\d{4}-\d\d-\d\d 00:00-01:00Z/);
      expect(await json(`${command} ${id}`)).toMatchObject({
        pollingInterval: 'ONE_WEEK',
        pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 },
      });
    },
  );

  test('"none" clears the hour', async () => {
    const id = addInstance(cli.server, { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 4 } });
    expect((await ops(`schedule ${id} --hour none`)).stdout).toMatch(/runs +ONE_DAY\n/);
  });
});

describe('definitions', () => {
  test('definitions are listed, shown and found', async () => {
    expect((await ops('definitions list')).stdout).toMatch(/^ID +TYPE +TITLE\nsample-definition +sample +Sample\n$/);
    expect((await ops('definitions get sample-definition')).stdout).toContain('apiKey · string · secret');
    expect(await json('definitions find sample')).toMatchObject({ id: 'sample-definition' });
  });
});

test('a name from JupiterOne cannot control the terminal', async () => {
  addInstance(cli.server, { name: 'Evil\u001b[31m\nrow' });
  expect((await ops('instances list --name Evil')).stdout).toContain('Evil row');
});
