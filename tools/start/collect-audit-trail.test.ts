import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { accountOf } from './choose';
import { auditTrail } from './collect-audit-trail';
import { childEnvironment } from './environment';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npm start '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(variables: NodeJS.ProcessEnv) {
  const simulated = await auditTrail.simulate();
  try {
    const env = childEnvironment(accountOf(auditTrail), {
      PATH: process.env.PATH,
      ...simulated.variables,
      ...variables,
    });
    const signal = new AbortController().signal;
    return await auditTrail.collect({ integration: auditTrail, folder, env, signal, onEvent: () => undefined });
  } finally {
    await simulated.close();
  }
}

test('the audit trail collects a day of events, and counts them by type', async () => {
  const { status, counts, problems, requests } = await run({});
  if (status === 'SKIPPED') {
    process.stderr.write(`${problems[0]}\n`);
    return;
  }
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const expected: Record<string, number> = {};
  for (const { type, action } of auditDay({ day })) {
    expected[`${type}.${action}`] = (expected[`${type}.${action}`] ?? 0) + 1;
  }
  expect([status, problems, counts]).toEqual(['COMPLETED', [], { events: expected }]);
  expect(requests).toBeGreaterThanOrEqual(3);
});

test('the audit trail is skipped if SQLite is not built, with a command that builds it', async () => {
  const hook = join(folder, 'without.js');
  await writeFile(
    hook,
    `const Module = require('module'); const load = Module._load;
     Module._load = (name, ...rest) => { if (name === 'better-sqlite3') throw new Error('not here'); return load(name, ...rest); };`,
  );
  const { status, problems } = await run({ NODE_OPTIONS: `--require "${hook}"` });
  expect([status, problems]).toEqual([
    'SKIPPED',
    ['Skipped, because SQLite is not built. Build it with: npm run prepare'],
  ]);
});

test('the audit trail fails when Heroku refuses the key, and shows the message of its command', async () => {
  const { status, problems } = await run({ HEROKU_API_KEY: 'wrong' });
  if (status === 'SKIPPED') return;
  expect([status, problems]).toEqual([
    'FAILED',
    expect.arrayContaining([expect.stringContaining('Authentication Failed')]),
  ]);
});
