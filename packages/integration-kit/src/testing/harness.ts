import type { IntegrationInstanceConfig, IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import type { HttpPolicy } from '@j1-integrations/provider-http';
import type { Declarations } from '../invocation-config';
import { settingOf } from '../settings';
import { collectPackage, QUICK, type Collected } from './collected';
import { runIntegration, type Run, type RunOptions } from './run-integration';

interface Startable {
  close(): Promise<void>;
}

export interface HarnessOptions<Config, Options, Simulator> {
  packageFolder: string;
  invocationConfig: Pick<Declarations, 'sources'>;
  start: (options: Options) => Promise<Simulator>;
  /** The config of an instance that reads from the simulator. */
  configFor: (simulator: Simulator) => Config;
  /** What the environment holds besides the config's settings. */
  envFor?: (simulator: Simulator) => Record<string, string>;
  /** From a run to a job's status. */
  statusOf: (outcome: Collected['outcome']) => string;
}

/** What the tests of an integration run it with: a simulated provider, until the test ends. */
export function createHarness<Config extends IntegrationInstanceConfig, Options, Simulator extends Startable>({
  packageFolder,
  invocationConfig,
  start,
  configFor,
  envFor = () => ({}),
  statusOf,
}: HarnessOptions<Config, Options, Simulator>) {
  const started: Simulator[] = [];
  const set = new Set<string>();

  function setVariables(variables: Record<string, string>): void {
    for (const name of Object.keys(variables)) set.add(name);
    Object.assign(process.env, variables);
  }

  return {
    /** Starts a simulator that `run` and `collected` read from. */
    simulated: async (options: Options = {} as Options): Promise<Simulator> => {
      const simulator = await start(options);
      started.push(simulator);
      // Faults that pass are waited out, but not for long.
      setVariables({ ...envFor(simulator), PROVIDER_HTTP_DEFAULTS: JSON.stringify(QUICK) });
      return simulator;
    },
    /** Runs the integration as JupiterOne does. */
    run: (
      simulator: Simulator,
      { config, ...options }: Partial<RunOptions<Partial<Config>>> = {},
      integration = invocationConfig as unknown as IntegrationInvocationConfig<Config>,
    ): Promise<Run> => runIntegration(integration, { config: { ...configFor(simulator), ...config }, ...options }),
    /** Runs `j1-integration collect`, as whoever installs the package does. */
    collected: async (
      simulator: Simulator,
      policy: Partial<HttpPolicy> = {},
      env: NodeJS.ProcessEnv = {},
    ): Promise<Collected & { status: string }> => {
      const settings = Object.entries(configFor(simulator)).map(([field, value]) => [settingOf(field), String(value)]);
      const own = { ...(Object.fromEntries(settings) as Record<string, string>), ...envFor(simulator), ...env };
      const result = await collectPackage(packageFolder, own, policy);
      return { ...result, status: statusOf(result.outcome) };
    },
    /** A config that switches every source on, or off. */
    allSources: (on: boolean): Record<string, boolean> =>
      Object.fromEntries(invocationConfig.sources.map(({ id }) => [id, on])),
    /** To be called after each test. */
    end: async (): Promise<void> => {
      for (const simulator of started.splice(0)) await simulator.close();
      for (const name of set) delete process.env[name];
      set.clear();
    },
  };
}
