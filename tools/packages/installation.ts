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
import type { Toolchain } from './toolchains';

const execute = promisify(execFile);
const CLI = '@jupiterone/integration-sdk-cli@8.41.0';

/** Shortens the build of SQLite. Its speed does not matter here. */
const QUICK_BUILD = { CFLAGS: '-O0', CXXFLAGS: '-O0', JOBS: '2' };

/** Ten times the longest command. npm sometimes hangs. */
const TIMEOUT_MS = 240_000;

export class Installation {
  private constructor(
    readonly folder: string,
    private readonly bin: string,
  ) {}

  /** @param example a project whose manifest is used, with its overrides; by default the folder is empty */
  static async create(
    folder: string,
    { bin }: Toolchain,
    packed: readonly Packed[],
    example?: string,
  ): Promise<Installation> {
    mkdirSync(folder);
    const installed = new Installation(folder, bin);
    if (example) writeFileSync(join(folder, 'package.json'), fromTarballs(example, packed));
    else writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const wanted = example ? [] : [...packed.map(({ tarball }) => tarball), CLI];
    const install = () => installed.run('npm', ['install', ...flags, ...wanted], QUICK_BUILD);
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

  /** Runs a command with the Node and npm of this installation. @returns its output. @throws Error with its output */
  async run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const environment = {
      ...withoutNpmVariables(process.env),
      PATH: [this.bin, process.env.PATH].join(delimiter),
      ...env,
    };
    const options = { cwd: this.folder, env: environment, maxBuffer: 1e8, timeout: TIMEOUT_MS };
    const { stdout } = await execute(command, [...args], options).catch((error: Error & Record<string, unknown>) => {
      const message = `${command} ${args[0]}: ${error.message}\n${String(error.stdout)}`;
      throw Object.assign(new Error(message), { killed: error.killed });
    });
    return stdout;
  }

  npx(...args: string[]): Promise<string> {
    return this.run('npx', ['--no-install', ...args]);
  }
}

const withoutNpmVariables = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE$/i.test(name)));

/** The example's manifest with a tarball for every package. So packages also get each other from tarballs. */
function fromTarballs(example: string, packed: readonly Packed[]): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, example, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const { manifest: one, tarball } of packed) manifest.dependencies[one.name] = `file:${tarball}`;
  return JSON.stringify(manifest, undefined, 2);
}

/** @param work runs while the simulators do, and gets the environment of each integration */
export async function withSimulators<T>(
  work: (environmentOf: (integration: string) => NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
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
