import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The sources that have a switch in JupiterOne, by the SDK's own command. */
export async function listedSources(packageFolder: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sources-'));
  try {
    const file = join(folder, 'sources.json');
    const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
    await promisify(execFile)(
      process.execPath,
      [cli, 'generate-ingestion-sources-config', '--project-path', packageFolder, '--output-file', file],
      { cwd: packageFolder },
    );
    return Object.keys(JSON.parse(await readFile(file, 'utf8')) as object);
  } finally {
    await rm(folder, { recursive: true });
  }
}
