import { createRequire } from 'node:module';
import * as simulators from '@j1-integrations/simulators';
import { startLocalJupiterOne, type LocalJupiterOne, type LocalJupiterOneOptions } from './index';
import { type RunnableIntegration } from './runs';

/** What every provider simulator has, whichever provider it is. */
interface ProviderSimulator {
  url: string;
  token: string;
  organizationSlug?: string;
  close(): Promise<void>;
}

/** An integration of this repository, the simulator that it runs against, and how it is pointed there. */
interface Demonstration {
  type: string;
  title: string;
  /** The name of the function that starts the simulator. */
  simulator: string;
  env: (simulator: ProviderSimulator) => Record<string, string>;
  config: (simulator: ProviderSimulator) => Record<string, unknown>;
}

/** All of them are listed; those that are not there (yet) are left out. */
const DEMONSTRATIONS: Demonstration[] = [
  {
    type: 'heroku',
    title: 'Heroku',
    simulator: 'startHeroku',
    env: ({ url }) => ({ HEROKU_API_URL: url }),
    config: ({ token }) => ({ apiKey: token }),
  },
  {
    type: 'pagerduty',
    title: 'PagerDuty',
    simulator: 'startPagerDuty',
    env: ({ url }) => ({ PAGERDUTY_API_URL: url }),
    config: ({ token }) => ({ apiKey: token }),
  },
  {
    type: 'sentry',
    title: 'Sentry',
    simulator: 'startSentry',
    env: () => ({}),
    config: ({ url, token, organizationSlug }) => ({ authToken: token, baseUrl: url, organizationSlug }),
  },
];

export interface Demo {
  server: LocalJupiterOne;
  /** By the integration's type, as is `environments`. */
  simulators: Record<string, ProviderSimulator>;
  /** What the SDK's own commands need in their environment to run the integration against its simulator. */
  environments: Record<string, Record<string, string>>;
  close(): Promise<void>;
}

/** A local JupiterOne with one instance, `<type>-1`, of every integration that is installed, each with its provider simulated. */
export async function startDemo(options: Omit<LocalJupiterOneOptions, 'integrations'> = {}): Promise<Demo> {
  const started: Record<string, ProviderSimulator> = {};
  const endSimulators = () => Promise.all(Object.values(started).map((simulator) => simulator.close()));
  const present = DEMONSTRATIONS.flatMap((demonstration) => {
    const path = pathOf(demonstration.type);
    const start = (simulators as Record<string, unknown>)[demonstration.simulator] as StartSimulator | undefined;
    return path && start ? [{ ...demonstration, path, start }] : [];
  });

  try {
    const integrations: RunnableIntegration[] = [];
    const environments: Demo['environments'] = {};
    for (const { type, title, path, start, env, config } of present) {
      const simulator = await start();
      started[type] = simulator;
      integrations.push({ type, title, path, env: env(simulator) });
      environments[type] = { ...env(simulator), ...inEnvironment(config(simulator)) };
    }
    const server = await startLocalJupiterOne({ ...options, integrations });
    for (const { type, title, config } of present) {
      server.records.instances.push({
        id: `${type}-1`,
        accountId: server.account,
        name: title,
        integrationDefinitionId: `${type}-definition`,
        pollingInterval: 'ONE_DAY',
        config: config(started[type]),
      });
    }
    return {
      server,
      simulators: started,
      environments,
      async close() {
        await server.close();
        await endSimulators();
      },
    };
  } catch (error) {
    await endSimulators();
    throw error;
  }
}

type StartSimulator = () => Promise<ProviderSimulator>;

/** A configuration under the names by which the SDK reads it from the environment: `apiKey` is `API_KEY`. */
function inEnvironment(config: Record<string, unknown>): Record<string, string> {
  const name = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [name(key), String(value)]));
}

/** Where the compiled integration is. It is never loaded here: it runs in a process of its own. */
function pathOf(type: string): string | undefined {
  try {
    return createRequire(__filename).resolve(`@j1-integrations/${type}`);
  } catch {
    return undefined;
  }
}
