import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTypes, readGraph } from '@j1-integrations/integration-kit/runner';
import { integrations } from '../integrations';
import type { Installation } from './installation';
import type { Packed } from './pack';

type EnvironmentOf = (integration: string) => NodeJS.ProcessEnv;

export async function collectWorks(installed: Installation, environmentOf: EnvironmentOf): Promise<void> {
  for (const { name } of integrations) {
    const folder = installed.packageFolder(name);
    const project = ['--project-path', folder];
    await installed.run('npx', ['--no-install', 'j1-integration', 'collect', ...project], environmentOf(name));
    const storage = `${folder}/.j1-integration`;
    const { integrationStepResults: steps } = JSON.parse(readFileSync(`${storage}/summary.json`, 'utf8')) as {
      integrationStepResults: { id: string; status: string }[];
    };
    assert.deepEqual(
      steps.filter(({ status }) => status !== 'success' && status !== 'disabled'),
      [],
      `${name}: all steps succeed`,
    );
    const { entities } = await countTypes(storage);
    const total = Object.values(entities).reduce((sum, count) => sum + count, 0);
    assert.ok(total > 100, `${name}: ${total} entities`);
  }
}

/** Runs a managed integration as JupiterOne does, which only knows its `invocationConfig`. */
const HOST = `
const { createIntegrationLogger, executeIntegrationInstance } = require('@jupiterone/integration-sdk-runtime');
const { invocationConfig } = require(process.env.INTEGRATION);
const variable = (field) => process.env[field.replace(/[A-Z]/g, (letter) => '_' + letter).toUpperCase()];
const config = Object.fromEntries(Object.keys(invocationConfig.instanceConfigFields).map((field) => [field, variable(field)]));
executeIntegrationInstance(
  createIntegrationLogger({ name: 'managed', invocationConfig }),
  { id: 'i', accountId: 'a', name: 'n', integrationDefinitionId: 'd', config },
  invocationConfig,
  { current: { startedOn: Date.now() } },
  { enableSchemaValidation: true },
).catch((error) => { console.error(error); process.exitCode = 1; });
`;

export async function managedRunsWork(installed: Installation, environmentOf: EnvironmentOf): Promise<void> {
  writeFileSync(installed.path('host.js'), HOST);
  const storage = installed.path('.j1-integration');
  for (const { name } of integrations) {
    rmSync(storage, { recursive: true, force: true });
    await installed.run('node', ['host.js'], { ...environmentOf(name), INTEGRATION: `@j1-integrations/${name}` });
    const collected = await keysIn(join(installed.packageFolder(name), '.j1-integration'));
    assert.deepEqual(await keysIn(storage), collected, `${name}: the keys of a managed run`);
  }
}

async function keysIn(storage: string): Promise<string[]> {
  const { entities, relationships } = await readGraph(storage);
  return [...entities, ...relationships].map(({ _key }) => _key).sort();
}

export async function documentsAreCurrent(installed: Installation): Promise<void> {
  for (const { name } of integrations) {
    const folder = installed.packageFolder(name);
    // The command needs an existing file.
    writeFileSync(`${folder}/documented.md`, '');
    await installed.npx('j1-integration', 'document', '--project-path', folder, '--output-file', 'documented.md');
    const types = (file: string) =>
      readFileSync(`${folder}/${file}`, 'utf8').match(new RegExp(`\`${name}_\\w+\``, 'g'));
    const documented = types('documented.md') ?? [];
    assert.ok(documented.length > 10, `${name}: types are documented`);
    const missing = documented.filter((type) => !types('docs/jupiterone.md')?.includes(type));
    assert.deepEqual(missing, [], `${name}: types that the packed guide lacks`);
    const page = installed.path(`${name}.html`);
    await installed.npx('j1-integration', 'visualize-types', '--project-path', folder, '--output-file', page);
    assert.ok(statSync(page).size > 1000, `${name}: a page of types`);
    const questions = `${folder}/jupiterone/questions/questions.yaml`;
    await installed.npx('j1-integration', 'validate-question-file', '--dry-run', '--file-path', questions);
  }
}

export async function commandsWork(installed: Installation, packed: readonly Packed[]): Promise<void> {
  for (const { manifest } of packed) {
    for (const command of Object.keys(manifest.bin ?? {})) {
      assert.equal((await installed.npx(command, '--version')).trim(), manifest.version, `${command} --version`);
    }
  }
  const graph = installed.packageFolder('pagerduty');
  const rows = JSON.parse(
    await installed.npx('j1-ask', '--graph', graph, '--json', 'FIND User RETURN User.email'),
  ) as object;
  assert.ok(JSON.stringify(rows).includes('@example.com'), 'j1-ask finds users');
  const page = installed.path('graph.html');
  await installed.npx('j1-explore', '--graph', graph, '--out', page, '--no-open');
  assert.ok(statSync(page).size > 10_000, 'j1-explore writes a page');
}

export async function collectorWorks(installed: Installation, env: NodeJS.ProcessEnv): Promise<void> {
  const data = installed.path('trail');
  rmSync(data, { recursive: true, force: true });
  await installed.run('npx', ['--no-install', 'heroku-audit-trail', 'collect', '--once', '--data-dir', data], env);
  const found = await installed.npx('heroku-audit-trail', 'search', '--json', '--limit', 'all', '--data-dir', data);
  assert.equal(found.trim().split('\n').length, 200, 'every event of the day, once');
}

export async function entriesLoad(installed: Installation, packed: readonly Packed[]): Promise<void> {
  const entries = packed.flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {}).map((entry) => manifest.name + entry.slice(1)),
  );
  const list = JSON.stringify(entries.filter((entry) => !/\/(package\.json|testing)$/.test(entry)));
  await installed.run('node', ['-e', `for (const name of ${list}) require(name)`]);
  await installed.run('node', ['--input-type=module', '-e', `for (const name of ${list}) await import(name)`]);
}

/** The overrides of the example keep these packages out. */
export function overridesWork(installed: Installation): void {
  const manifestOf = (name: string) =>
    JSON.parse(readFileSync(installed.path('node_modules', name, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
  assert.equal(manifestOf('axios').version, '0.35.0', 'axios');
  for (const nested of ['@lifeomic/alpha', '@jupiterone/integration-sdk-runtime']) {
    assert.ok(
      !existsSync(installed.path('node_modules', nested, 'node_modules/axios')),
      `${nested} has no other axios`,
    );
  }
  for (const name of ['aws-sdk', 'vis']) assert.equal(manifestOf(name).name, 'empty-npm-package', name);
}
