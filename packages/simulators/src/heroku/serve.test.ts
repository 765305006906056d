import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { get, json } from '../testing/get';
import { herokuData } from './data';

/** Users start the compiled file. */
const SERVE = join(__dirname, '../../dist/heroku/serve.js');

let child: ChildProcessWithoutNullStreams;
afterEach(() => child.kill('SIGKILL'));

function run(options: unknown) {
  child = spawn(process.execPath, [SERVE, typeof options === 'string' ? options : JSON.stringify(options)]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    nextLine: async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>,
    exit: once(child, 'exit').then(([code]) => code as number | null),
  };
}

const SIZE = { seed: 5, teams: 3, members: 4 };

test.each(['SIGTERM', 'its standard input'] as const)(
  'the process serves the requested data until %s ends it',
  async (end) => {
    const { nextLine, exit } = run({ size: SIZE, token: 'one', scopes: ['read'], faults: [{ kind: 'reset', nth: 2 }] });
    const { url, token } = await nextLine();
    expect(token).toBe('one');
    const headers = { Accept: 'application/vnd.heroku+json; version=3', Authorization: 'Bearer one' };
    const reply = await get(`${String(url)}/enterprise-accounts`, headers);
    expect(reply.headers['oauth-scope']).toBe('read');
    expect(new Set(json<unknown[]>(reply))).toEqual(new Set(herokuData(SIZE).enterpriseAccounts));
    await expect(get(`${String(url)}/teams`, headers)).rejects.toThrow('ECONNRESET');

    // Each line on standard input also prints the counts.
    child.stdin.write('\n');
    expect(await nextLine()).toMatchObject({ requests: 2 });

    if (end === 'SIGTERM') child.kill('SIGTERM');
    else child.stdin.end();
    expect(await nextLine()).toEqual({ requests: 2, statuses: { 0: 1, 200: 1 } });
    expect(await exit).toBe(0);
  },
);

test.each([
  ['{"sise": {}}', /^Unknown option "sise": it must be one of size, token, /],
  ['[1]', /^The options must be a JSON object, not: \[1\]/],
  ['nonsense', /^The options must be a JSON object, not: nonsense/],
])('the process refuses the options %s and tells the reason', async (options, message) => {
  const { exit } = run(options);
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  expect(await exit).toBe(1);
  expect(errors).toMatch(message);
});
