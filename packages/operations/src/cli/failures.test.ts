import { useCli } from '../testing/cli';
import { addInstance } from '../testing/server';

const cli = useCli();
const { ops } = cli;

describe('a failure of JupiterOne', () => {
  test.each([
    ['a wrong key', 77, { JUPITERONE_API_KEY: 'canary-key-of-nobody' }, /401.*\n.*JUPITERONE_API_KEY/],
    ['another account', 77, { JUPITERONE_ACCOUNT: 'another' }, /401/],
    ['a server that cannot be reached', 69, { JUPITERONE_BASE_URL: 'http://127.0.0.1:9' }, /ECONNREFUSED/],
  ])('%s gives exit code %i', async (_, exitCode, env, message) => {
    const { code, stdout, stderr } = await ops('instances list', { env });
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.each([
    ['a server that is always busy', { answer: { status: 503, body: 'busy' } }, /503/],
    ['a server that never answers', { hang: true }, /no answer|headers|time/i],
    ['a server that cuts every answer', { connection: 'cut' as const }, /body|cut|broke|ended/i],
    ['a server that sends half of every answer', { half: true }, /JSON/],
  ])('%s gives exit code 69', async (_, fault, message) => {
    cli.server.faults.add({ times: Infinity, ...fault });
    // Short waits: every request fails.
    const env = { PROVIDER_HTTP_DEFAULTS: '{"backoffBaseSeconds":0.01,"headersSeconds":0.4,"attempts":2}' };
    const { code, stdout, stderr } = await ops('instances list', { env });
    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('the error names an unknown instance, job or definition', async () => {
    const unknown = [
      'instances get x',
      'instances update x --name y',
      'instances delete x --yes',
      'schedule x',
      'trigger x',
      'jobs list x',
      'jobs get x y',
      'jobs events x y',
      'jobs wait x',
      'definitions get x',
      'definitions find x',
    ];
    for (const { code, stderr } of await Promise.all(unknown.map((args) => ops(args)))) {
      expect({ code, stderr }).toMatchObject({ code: 65, stderr: expect.stringMatching(/error: .*\bx\b/) as string });
    }
  });

  test('partial data goes to standard output, and the errors go to standard error', async () => {
    const id = addInstance(cli.server, { name: 'Partly' });
    const errors = [{ message: 'No description today', path: ['integrationInstance', 'description'] }];
    cli.server.faults.add({ patch: { errors } });
    const one = await ops(`instances get ${id} --json`);
    expect(one).toMatchObject({
      code: 69,
      stderr: 'error: No description today (at integrationInstance.description)\n',
    });
    expect(JSON.parse(one.stdout)).toMatchObject({ name: 'Partly', config: { apiKey: '***masked***' } });

    cli.server.faults.add({ patch: { errors } });
    const all = await ops('instances list --name Partly --json');
    expect(all.code).toBe(69);
    expect(JSON.parse(all.stdout)).toMatchObject([{ id }]);
  });

  test('trigger waits for the job although the answer also holds errors, and ends with 69', async () => {
    const id = addInstance(cli.server);
    cli.server.faults.add({ at: 'invokeIntegrationInstance', patch: { errors: [{ message: 'Not all is well' }] } });
    const { code, stdout, stderr } = await ops(`trigger ${id} --wait --json`);
    expect(code).toBe(69);
    expect(stderr).toContain(`error: ${id}: Not all is well\n`);
    expect(JSON.parse(stdout)).toMatchObject([
      { instanceId: id, job: { status: 'COMPLETED' }, error: 'Not all is well' },
    ]);
  });

  test('the command tells how long it waits for the rate limit', async () => {
    const headers = { 'RateLimit-Limit': '1000', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '2' };
    cli.server.faults.add({ answer: { status: 429, headers } });
    expect(await ops('definitions list')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^rate limit: waiting \d s$/m) as string,
    });
  });

  test('the command waits at most two minutes for the rate limit', async () => {
    const longer = { status: 429, headers: { 'Retry-After': '121' }, body: {} };
    cli.server.faults.add({ times: 1, answer: longer });
    const env = { PROVIDER_HTTP_DEFAULTS: '{}' };
    expect(await ops('definitions list', { env })).toMatchObject({
      code: 69,
      stderr: expect.stringContaining(
        'a wait of 121 s is due, and of the 120 s allowed in all 120 s are left',
      ) as string,
    });
    cli.server.faults.add({ times: Infinity, answer: { status: 429, body: {} } });
    const { code, stderr } = await ops('definitions list', { env: { PROVIDER_HTTP_DEFAULTS: '{"pauseSeconds":3}' } });
    expect([code, stderr]).toEqual([69, expect.stringMatching(/^rate limit: waiting 2 s\nerror: .*429/)]);
  });

  test('a timeout during a rate limit names the rate limit as the cause', async () => {
    const id = addInstance(cli.server, { config: { behaviour: 'slow' } });
    const headers = { 'Retry-After': '60' };
    cli.server.faults.add({ at: 'integrationJob', times: Infinity, answer: { status: 429, headers, body: {} } });
    const { code, stderr } = await ops(`trigger ${id} --wait --timeout 3s`, { env: { PROVIDER_HTTP_DEFAULTS: '{}' } });
    expect([code, stderr]).toEqual([75, expect.stringContaining('The rate limit delayed the requests for job')]);
    expect(stderr).toMatch(/^rate limit: waiting 60 s$/m);
    expect(stderr).not.toContain('did not show');
  });

  test('the command waits for a slow server', async () => {
    cli.server.faults.add({ delaySeconds: 0.5 });
    expect((await ops('definitions list')).code).toBe(0);
  });
});
