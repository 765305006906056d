import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { collectGraph } from './start/collect-graph';
import { integrations } from './integrations';
import { packageFolder, shellPath } from './paths';
import { withProperties } from './properties';

const START = '<!-- {J1_DOCUMENTATION_MARKER_START} -->';

/** Brings the data model in a compiled package's user guide up to date, or only says whether it is. */
export async function document(folder: string, { check = false }: { check?: boolean } = {}): Promise<boolean> {
  const guide = join(folder, 'docs', 'jupiterone.md');
  const before = await readFile(guide, 'utf8');
  // The SDK would append a second data model.
  if (!before.includes(START)) throw new Error(`${guide} has no line ${START}, after which the data model stands.`);
  const after = await generate(folder, before);
  if (after !== before && !check) await writeFile(guide, after);
  return after === before;
}

/**
 * What `j1-integration document` makes of a guide, and the properties after it. It writes to a copy: a check must not
 * change what it checks.
 */
async function generate(folder: string, guide: string): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), 'document-'));
  try {
    const copy = join(temporary, 'jupiterone.md');
    await writeFile(copy, guide);
    const require = createRequire(join(folder, 'package.json'));
    const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
    await promisify(execFile)(process.execPath, [cli, 'document', '--output-file', relative(folder, copy)], {
      cwd: folder,
      env: { ...process.env, AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
    });
    const { invocationConfig } = require('./dist') as { invocationConfig: IntegrationInvocationConfig };
    return await withProperties(await readFile(copy, 'utf8'), invocationConfig.integrationSteps);
  } finally {
    await rm(temporary, { recursive: true });
  }
}

async function main(): Promise<void> {
  const { check } = parseArgs({ options: { check: { type: 'boolean' } } }).values;
  // Only an integration that makes a graph has a data model.
  const graphs = integrations.filter(({ collect }) => collect === collectGraph);
  for (const { name } of graphs) {
    const current = await document(packageFolder(name), { check });
    const guide = shellPath(join(packageFolder(name), 'docs', 'jupiterone.md'));
    if (current) process.stdout.write(`${guide} is current.\n`);
    else if (!check) process.stdout.write(`${guide} has the data model of today.\n`);
    else {
      process.stderr.write(`${guide} is not current: run npm run docs, and commit what it changes.\n`);
      process.exitCode = 1;
    }
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
