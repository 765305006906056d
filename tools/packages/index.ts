import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectorWorks,
  collectWorks,
  commandsWork,
  documentsAreCurrent,
  entriesLoad,
  managedRunsWork,
  overridesWork,
} from './checks';
import { Installation, withSimulators } from './installation';
import { packAll, type Packed } from './pack';
import { installToolchains, NoRegistry, type Toolchain } from './toolchains';

/** With this npm, the example is installed, with its overrides. The others install the packages into an empty folder. */
const EXAMPLE = { title: 'npm 11', folder: 'examples/consumer' };

/** Installs the packages from their tarballs with each supported npm, and uses them as a customer does. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  try {
    const toolchains = await installToolchains(folder);
    const packed = await packAll(mkdtempSync(join(folder, 'packed-')));
    const results = await withSimulators((environmentOf) =>
      Promise.all(toolchains.map((one) => tryOut(one, { folder, packed, environmentOf }))),
    );
    if (results.includes(false)) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof NoRegistry)) throw error;
    process.stderr.write('SKIPPED: no package registry can be reached, so nothing was installed from the tarballs.\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Trial {
  folder: string;
  packed: readonly Packed[];
  environmentOf: (integration: string) => NodeJS.ProcessEnv;
}

async function tryOut(toolchain: Toolchain, { folder, packed, environmentOf }: Trial): Promise<boolean> {
  const { title } = toolchain;
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  try {
    const example = title === EXAMPLE.title ? EXAMPLE.folder : undefined;
    const installed = await Installation.create(join(folder, title.replaceAll(' ', '-')), toolchain, packed, example);
    process.stdout.write(`${title}: installed after ${seconds()}\n`);
    if (example) overridesWork(installed);
    await entriesLoad(installed, packed);
    await collectWorks(installed, environmentOf);
    await managedRunsWork(installed, environmentOf);
    await documentsAreCurrent(installed);
    await commandsWork(installed, packed);
    await collectorWorks(installed, environmentOf('heroku-audit-trail'));
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
