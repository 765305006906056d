import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { get, json } from '../testing/get';
import { sentryData } from './data';

let child: ChildProcessWithoutNullStreams;
afterEach(() => child.kill('SIGKILL'));

test('the process serves the requested data until its standard input ends', async () => {
  const size = { seed: 5, members: 4 };
  // Users start the compiled file.
  const serve = join(__dirname, '../../dist/sentry/serve.js');
  child = spawn(process.execPath, [serve, JSON.stringify({ size, token: 'one', limits: 'real' })]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>;

  const { url } = await nextLine();
  const reply = await get(`${String(url)}/api/0/organizations/acme/members/`, { Authorization: 'Bearer one' });
  expect(json(reply)).toEqual(JSON.parse(JSON.stringify(sentryData(size).members)));
  expect(reply.headers['x-sentry-rate-limit-concurrentlimit']).toBe('25');

  child.stdin.end();
  expect(await nextLine()).toEqual({ requests: 1, statuses: { 200: 1 } });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
