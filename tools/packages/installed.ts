import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { integrations, type Simulated } from '../integrations';
import { ROOT } from '../paths';
import { accountOf } from '../start/choose';
import { auditTrail } from '../start/collect-audit-trail';
import { childEnvironment } from '../start/environment';
import type { Packed } from './pack';
import type { Toolbox } from './tools';

const execute = promisify(execFile);
const CLI = '@jupiterone/integration-sdk-cli@8.41.0';

/** A compiler's quickest: whether it builds is the question here, and not how fast it is then. */
const QUICK_BUILD = { CFLAGS: '-O0', CXXFLAGS: '-O0', JOBS: '2' };

/** No command of these takes a tenth of it. npm itself has been seen to wait for nothing. */
const LONGEST_MS = 240_000;

/** A folder in which everything was installed from tarballs, and what is run in it. */
export class Installed {
  private constructor(
    readonly folder: string,
    private readonly bin: string,
  ) {}

  /** @param example its manifest is used, with its overrides; without one the folder is empty, as that of who tries it. */
  static async make(folder: string, { bin }: Toolbox, packed: readonly Packed[], example?: string): Promise<Installed> {
    mkdirSync(folder);
    const installed = new Installed(folder, bin);
    if (example) writeFileSync(join(folder, 'package.json'), fromTarballs(example, packed));
    else writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const asked = example ? [] : [...packed.map(({ tarball }) => tarball), CLI];
    const install = () => installed.run('npm', ['install', ...flags, ...asked], QUICK_BUILD);
    await install().catch((error: Error & { killed?: boolean }) => {
      if (!error.killed) throw error;
      process.stderr.write('npm did not end, and is started once more.\n');
      return install();
    });
    return installed;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  packageFolder(name: string): string {
    return this.path('node_modules', '@j1-integrations', name);
  }

  /** Runs a command with this pair's Node and npm. @returns what it printed. @throws with all that it said */
  async run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const around = { ...ownEnvironment(), PATH: [this.bin, process.env.PATH].join(delimiter), ...env };
    const options = { cwd: this.folder, env: around, maxBuffer: 1e8, timeout: LONGEST_MS };
    const { stdout } = await execute(command, [...args], options).catch((error: Error & Record<string, unknown>) => {
      const said = `${command} ${args[0]}: ${error.message}\n${String(error.stdout)}`;
      throw Object.assign(new Error(said), { killed: error.killed });
    });
    return stdout;
  }

  npx(...args: string[]): Promise<string> {
    return this.run('npx', ['--no-install', ...args]);
  }
}

/** This one's, as a shell has it: without what the npm that started this has told it. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE$/i.test(name)));

/** The example's manifest, with the tarballs in the place of the versions, also for what others depend on. */
function fromTarballs(example: string, packed: readonly Packed[]): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, example, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const { manifest: one, tarball } of packed) manifest.dependencies[one.name] = `file:${tarball}`;
  return JSON.stringify(manifest, undefined, 2);
}

/** Runs something while all providers are simulated. @param work gets the environment for each, by name */
export async function withSimulators<T>(work: (of: (name: string) => NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const started: Simulated[] = [];
  const environments = new Map<string, NodeJS.ProcessEnv>();
  try {
    for (const one of [...integrations, auditTrail]) {
      const simulated = await one.simulate();
      started.push(simulated);
      environments.set(one.name, childEnvironment(accountOf(one), simulated.variables));
    }
    return await work((name) => environments.get(name)!);
  } finally {
    for (const simulated of started) await simulated.close();
  }
}
