import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { COMMAND, useCli } from '../testing/cli';
import { addInstance } from '../testing/server';

const cli = useCli();
const { ops, file } = cli;

describe('wrong usage', () => {
  test.each([
    ['schedule x --hour 24', /hour must be an integer from 0 to 23 \(UTC\); got 24/],
    ['schedule x --hour noon', /hour must be an integer from 0 to 23 \(UTC\); got "noon"/],
    [
      'schedule x --polling-interval ONE_DAY --day-of-week 1',
      /dayOfWeek is only allowed with pollingInterval ONE_WEEK.*got 1/,
    ],
    ['schedule x --polling-interval HOURLY', /must be one of DISABLED, .*got "HOURLY"/],
    ['instances update x', /--config-file/],
    ['instances create --name x', /--type or --definition/],
    ['instances create --name= --type sample', /--name must not be empty/],
    ['trigger', /missing required argument 'instances'/],
    ['trigger x --timeout soon', /such as 90s, 30m or 2h/],
    ['trigger x --fail-on anything', /warnings, errors/],
    ['jobs list --limit none', /a whole number from 1/],
    ['jobs', /Usage: j1-ops jobs/],
    ['sing', /unknown command 'sing'/],
  ])('"%s" names the mistake and sends no request', async (args, message) => {
    cli.server.faults.add({ times: Infinity, answer: { status: 500 } });
    const { code, stdout, stderr } = await ops(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.each([
    ['definitions list --url http://example.com', /https:\/\//],
    ['definitions list --region moon', /one of us, eu, dev/],
    ['definitions list --api-key-file /nowhere/key', /The file with the API key cannot be read \(ENOENT\)/],
  ])('"%s" names the wrong setting and sends no request', async (args, message) => {
    cli.server.faults.add({ times: Infinity, answer: { status: 500 } });
    const { code, stdout, stderr } = await ops(args);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('the error names an unreadable configuration file', async () => {
    const { code, stderr } = await ops('instances create --name x --type sample --config-file /nowhere/at.json');
    expect([code, stderr]).toEqual([65, expect.stringContaining('cannot be read: /nowhere/at.json (ENOENT)')]);
  });

  test('the command refuses a configuration that holds a mask or is not a JSON object', async () => {
    const list = await file('list.json', '["canary-in-a-list"]');
    const mask = await file('mask.json', '{"apiKey":"***masked***"}');
    expect((await ops(`instances update x --config-file ${list}`)).stderr).toContain('must be a JSON object');
    expect(await ops(`instances update x --config-file ${mask}`)).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('config.apiKey is a mask') as string,
    });
  });

  test.each(['{"attempt":1}', '{"attempts":0}', 'attempts=1'])(
    'the command refuses PROVIDER_HTTP_DEFAULTS=%s',
    async (value) => {
      expect(await ops('health', { env: { PROVIDER_HTTP_DEFAULTS: value } })).toMatchObject({
        code: 78,
        stderr: expect.stringMatching(/^error: PROVIDER_HTTP_DEFAULTS.*Allowed: /) as string,
      });
    },
  );

  test('the error names the variable of a missing account or key', async () => {
    expect(await ops('health', { env: { JUPITERONE_ACCOUNT: undefined } })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('JUPITERONE_ACCOUNT') as string,
    });
    expect(await ops('health', { env: { JUPITERONE_API_KEY: undefined } })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('JUPITERONE_API_KEY') as string,
    });
  });

  test.each(['--api-key=canary-on-the-command-line', '--token=canary-on-the-command-line'])(
    'the command refuses "%s" and says to revoke the key',
    async (key) => {
      const { code, stderr } = await ops(`health ${key}`);
      expect(code).toBe(64);
      expect(stderr).toContain('revoke it');
    },
  );
});

test('--help shows options and examples of every command and ends with 0', async () => {
  const { code, stdout } = await ops('--help');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/Exit codes:[\s\S]*Examples:/) as string });
  const nested = ['instances', 'definitions', 'jobs', 'sources'].map(async (group) =>
    commandsIn((await ops(`${group} --help`)).stdout).map((command) => `${group} ${command}`),
  );
  const top = commandsIn(stdout).filter(
    (command) => !['instances', 'definitions', 'jobs', 'sources', 'completion'].includes(command),
  );
  const commands = [...top, ...(await Promise.all(nested)).flat()];
  expect(commands).toHaveLength(5 + 6 + 3 + 5 + 3);
  await Promise.all(
    commands.map(async (command) => {
      const { code, stdout, stderr } = await ops(`${command} --help`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: j1-ops ${command} `);
      expect(stdout).toMatch(/Options:[\s\S]*--json[\s\S]*Examples?:\n {2}\$ j1-ops /);
    }),
  );
});

const commandsIn = (help: string) =>
  [
    ...help
      .split('Commands:')[1]
      .split('\n\n')[0]
      .matchAll(/^ {2}(\w+)/gm),
  ]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(await readFile(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  expect(await ops('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('completion offers commands and values to the shell', async () => {
  expect((await ops('complete -- jobs w')).stdout).toBe('wait\n');
  expect((await ops('complete -- trigger heroku-1 --fail-on w')).stdout).toBe('warnings\n');
});

test('the command ends without an error when its reader closes the pipe', async () => {
  addInstance(cli.server, { name: `Long ${'name '.repeat(50_000)}` });
  const command = `"${process.execPath}" "${COMMAND}" instances list --name Long --json | head -c 9`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-o', 'pipefail', '-c', command], {
    env: {
      JUPITERONE_BASE_URL: cli.server.url,
      JUPITERONE_ACCOUNT: cli.server.account,
      JUPITERONE_API_KEY: cli.server.apiKey,
      PATH: process.env.PATH,
    },
  });
  expect({ stdout, stderr }).toEqual({ stdout: '[\n  {\n   ', stderr: '' });
});

test('the command reads the key from a file', async () => {
  const key = await file('key', `${cli.server.apiKey}\n`);
  expect((await ops(`definitions list --api-key-file ${key}`, { env: { JUPITERONE_API_KEY: undefined } })).code).toBe(
    0,
  );
  const env = { JUPITERONE_API_KEY: undefined, JUPITERONE_API_KEY_FILE: key };
  expect((await ops('definitions list', { env })).code).toBe(0);
});
