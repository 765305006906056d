import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectorWorks,
  commandsWork,
  documentsAreCurrent,
  entriesLoad,
  managedRunsWork,
  noKnownHoles,
  sdkCommandsWork,
} from './claims';
import { Installed, withSimulators } from './installed';
import { packAll, type Packed } from './pack';
import { fetchTools, NoRegistry, type Toolbox } from './tools';

/** The one that is installed as the example is; the others into an empty folder, with nothing but what is asked for. */
const EXAMPLE = { title: 'npm 11', folder: 'examples/consumer' };

/**
 * Installs what would be published, with each npm that people have, and does with it what they would do. It needs a package
 * registry, and says so where there is none.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  try {
    const tools = await fetchTools(folder);
    const packed = await packAll(mkdtempSync(join(folder, 'packed-')));
    const results = await withSimulators((of) => Promise.all(tools.map((one) => tryOut(one, { folder, packed, of }))));
    if (results.includes(false)) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof NoRegistry)) throw error;
    process.stderr.write('SKIPPED: no package registry can be reached, so nothing was installed from the tarballs.\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Around {
  folder: string;
  packed: readonly Packed[];
  of: (name: string) => NodeJS.ProcessEnv;
}

async function tryOut(toolbox: Toolbox, { folder, packed, of }: Around): Promise<boolean> {
  const { title } = toolbox;
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  try {
    const example = title === EXAMPLE.title ? EXAMPLE.folder : undefined;
    const installed = await Installed.make(join(folder, title.replaceAll(' ', '-')), toolbox, packed, example);
    process.stdout.write(`${title}: installed after ${seconds()}\n`);
    if (example) noKnownHoles(installed);
    await entriesLoad(installed, packed);
    await sdkCommandsWork(installed, of);
    await managedRunsWork(installed, of);
    await documentsAreCurrent(installed);
    await commandsWork(installed, packed);
    await collectorWorks(installed, of('heroku-audit-trail'));
    process.stdout.write(`${title}: everything works, after ${seconds()}\n`);
    return true;
  } catch (error) {
    process.stderr.write(`${title}: ${(error as Error).message}\n`);
    return false;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
