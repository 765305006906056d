import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installPacked } from '@j1-integrations/integration-kit/testing';
import { readGraph } from '@j1-integrations/integration-kit/runner';
import { configFor, simulated } from './testing/simulated';
import { setsOf, truthOf } from './testing/truth';

/** What JupiterOne does with a managed integration: it is only its exported `invocationConfig`. */
const HOST = `
const { createIntegrationLogger, executeIntegrationInstance } = require('@jupiterone/integration-sdk-runtime');
const { invocationConfig } = require('@j1-integrations/sentry');
executeIntegrationInstance(
  createIntegrationLogger({ name: 'managed', invocationConfig }),
  { id: 'i', accountId: 'a', name: 'n', integrationDefinitionId: 'd', config: JSON.parse(process.env.CONFIG) },
  invocationConfig,
  { current: { startedOn: Date.now() } },
  { enableSchemaValidation: true },
).catch((error) => { console.error(error); process.exitCode = 1; });
`;

test('packed and installed beside the runtime in an empty folder, it collects as a managed integration', async () => {
  const packed = await installPacked(join(__dirname, '..'), '@jupiterone/integration-sdk-runtime@8.41.0');
  if (!packed) {
    console.warn('SKIPPED: no package registry can be reached, so nothing was installed.');
    return;
  }
  expect(
    packed.files.filter((path) => /(^|\/)src\/|\.tsbuildinfo$|\.test\.|\.ts$/.test(path) && !path.endsWith('.d.ts')),
  ).toEqual([]);
  const sentry = await simulated();
  await writeFile(join(packed.folder, 'host.js'), HOST);
  await promisify(execFile)(process.execPath, ['host.js'], {
    cwd: packed.folder,
    env: { PATH: process.env.PATH, CONFIG: JSON.stringify(configFor(sentry)) },
    maxBuffer: 1e8,
  });
  expect(setsOf(await readGraph(join(packed.folder, '.j1-integration')))).toEqual(truthOf(sentry.data));
  await rm(dirname(packed.folder), { recursive: true, force: true });
}, 240_000);
