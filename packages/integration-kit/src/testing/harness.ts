import type { IntegrationInstanceConfig, IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import type { HttpPolicy } from '@j1-integrations/provider-http';
import type { Declarations } from '../invocation-config';
import { settingOf } from '../settings';
import { collectPackage, QUICK, type Collected } from './collected';
import type { Sources } from './drawing';
import { setsOf, type GraphSets } from './graph-sets';
import { runIntegration, type Run, type RunOptions } from './run-integration';

/** A running simulator. */
export interface Startable<Data> {
  data: Data;
  url: string;
  requests: { path: string; status: number; fault?: string }[];
  fault(fault: never): void;
  close(): Promise<void>;
}

export interface HarnessOptions<Config, Options, Data, Simulator> {
  packageFolder: string;
  invocationConfig: Declarations;
  start: (options: Options) => Promise<Simulator>;
  /** Data without odd items. */
  tidyData: () => Data;
  /** The expected graph. It must not use the integration's code. */
  truthOf: (data: Data, sources?: Sources) => GraphSets;
  configFor: (simulator: Simulator) => Config;
  /** Environment variables that are not part of the config. */
  envFor?: (simulator: Simulator) => Record<string, string>;
  statusOf: (outcome: Collected['outcome']) => string;
}

export interface Outcome extends Pick<Collected, 'graph' | 'warnings' | 'partialTypes' | 'record' | 'output'> {
  status: string;
  failed: string[];
}

export interface Harness<Options, Data, Simulator extends Startable<Data>> {
  packageFolder: string;
  invocationConfig: Declarations;
  tidyData: () => Data;
  truthOf: (data: Data, sources?: Sources) => GraphSets;
  configFor: (simulator: Simulator) => object;
  envFor: (simulator: Simulator) => Record<string, string>;
  simulated: (options?: Options) => Promise<Simulator>;
  run: (simulator: Simulator, options?: { config?: object; disabledSources?: string[] }) => Promise<Run>;
  ran: (simulator: Simulator, policy?: Partial<HttpPolicy>) => Promise<Outcome>;
  collected: (
    simulator: Simulator,
    policy?: Partial<HttpPolicy>,
    env?: NodeJS.ProcessEnv,
  ) => Promise<Collected & Outcome>;
  allSources: (on: boolean) => Record<string, boolean>;
}

export function createHarness<
  Config extends IntegrationInstanceConfig,
  Options,
  Data,
  Simulator extends Startable<Data>,
>(options: HarnessOptions<Config, Options, Data, Simulator>) {
  const { packageFolder, invocationConfig, start, configFor, envFor = () => ({}), statusOf } = options;
  const started: Simulator[] = [];
  const set = new Set<string>();

  function setVariables(variables: Record<string, string>): void {
    for (const name of Object.keys(variables)) set.add(name);
    Object.assign(process.env, variables);
  }

  const run = (
    simulator: Simulator,
    { config, ...more }: Partial<RunOptions<Partial<Config>>> = {},
    integration = invocationConfig as unknown as IntegrationInvocationConfig<Config>,
  ): Promise<Run> => runIntegration(integration, { config: { ...configFor(simulator), ...config }, ...more });

  return {
    ...options,
    envFor,
    simulated: async (startOptions: Options = {} as Options): Promise<Simulator> => {
      const simulator = await start(startOptions);
      started.push(simulator);
      setVariables({ ...envFor(simulator), PROVIDER_HTTP_DEFAULTS: JSON.stringify(QUICK) });
      return simulator;
    },
    run,
    /** Like `collected`, but in this process. */
    ran: async (simulator: Simulator, policy: Partial<HttpPolicy> = {}, config?: Partial<Config>): Promise<Outcome> => {
      setVariables({ PROVIDER_HTTP_DEFAULTS: JSON.stringify({ ...QUICK, ...policy }) });
      return outcomeOf(await run(simulator, { config }), statusOf);
    },
    /** Runs `j1-integration collect` in a child process. */
    collected: async (
      simulator: Simulator,
      policy: Partial<HttpPolicy> = {},
      env: NodeJS.ProcessEnv = {},
    ): Promise<Collected & Outcome> => {
      const settings = Object.entries(configFor(simulator)).map(([field, value]) => [settingOf(field), String(value)]);
      const own = { ...(Object.fromEntries(settings) as Record<string, string>), ...envFor(simulator), ...env };
      const result = await collectPackage(packageFolder, own, policy);
      return { ...result, status: statusOf(result.outcome), failed: failedOf(result.outcome.steps) };
    },
    allSources: (on: boolean): Record<string, boolean> =>
      Object.fromEntries(invocationConfig.sources.map(({ id }) => [id, on])),
    /** Call it in `afterEach`. */
    end: async (): Promise<void> => {
      for (const simulator of started.splice(0)) await simulator.close();
      for (const name of set) delete process.env[name];
      set.clear();
    },
  };
}

const failedOf = (steps: readonly { id: string; status: string }[]): string[] =>
  steps.flatMap(({ id, status }) => (status === 'failure' ? [id] : []));

function outcomeOf(run: Run, statusOf: (outcome: Collected['outcome']) => string): Outcome {
  const steps = Object.entries(run.steps).map(([id, status]) => ({ id, status }));
  const outcome = {
    threw: run.error !== undefined,
    steps: steps as Collected['outcome']['steps'],
    events: run.record?.events ?? [],
    collected: run.entities.length + run.relationships.length,
  };
  return {
    status: statusOf(outcome),
    failed: failedOf(steps),
    graph: setsOf(run),
    warnings: run.events.filter(({ level }) => level === 'warn').map(({ description }) => description),
    partialTypes: run.partialTypes,
    record: run.record,
    output: run.log + String(run.error ?? ''),
  };
}
