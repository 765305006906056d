import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { get, json } from '../testing/get';
import { pagerDutyData } from './data';

/** Users start the compiled file. */
const SERVE = join(__dirname, '../../dist/pagerduty/serve.js');

let child: ChildProcessWithoutNullStreams;
afterEach(() => child.kill('SIGKILL'));

test('the process serves the requested data of a region until its standard input ends', async () => {
  const size = { seed: 5, region: 'eu', teams: 3, users: 4 } as const;
  child = spawn(process.execPath, [SERVE, JSON.stringify({ size, token: 'one', rateLimit: 'real' })]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>;
  const exit = once(child, 'exit');
  const { url, token } = await nextLine();
  expect(token).toBe('one');
  const headers = { Accept: 'application/vnd.pagerduty+json;version=2', Authorization: 'Token token=one' };
  const reply = await get(`${String(url)}/teams`, headers);
  expect(reply.headers['ratelimit-remaining']).toBe('959');
  expect(json<{ teams: unknown[] }>(reply).teams).toEqual(pagerDutyData(size).teams);
  child.stdin.end();
  expect(await nextLine()).toEqual({ requests: 1, statuses: { 200: 1 } });
  expect((await exit)[0]).toBe(0);
});
