import { createRequire } from 'node:module';
import { DEMONSTRATIONS, type Demonstration, type Provided } from './demonstrations';
import { variableOf } from './fields';
import { startLocalJupiterOne, type LocalJupiterOne, type LocalJupiterOneOptions } from './index';
import { type RunnableIntegration } from './runs';

export interface Demo {
  server: LocalJupiterOne;
  /** By the integration's type, as are the others. */
  simulators: Record<string, Provided['simulator']>;
  /** What the SDK's own commands need in their environment to run the integration against its simulator. */
  environments: Record<string, Record<string, string>>;
  /** The integrations that cannot be shown, and why. */
  absent: Record<string, string>;
  close(): Promise<void>;
}

/** A local JupiterOne with one instance, `<type>-1`, of every integration that is installed, each with its provider simulated. */
export async function startDemo(
  options: Omit<LocalJupiterOneOptions, 'integrations'> = {},
  demonstrations: Demonstration[] = DEMONSTRATIONS,
): Promise<Demo> {
  const simulators: Demo['simulators'] = {};
  const environments: Demo['environments'] = {};
  const absent: Demo['absent'] = {};
  const integrations: (RunnableIntegration & { config: Provided['config'] })[] = [];
  const endSimulators = () => Promise.all(Object.values(simulators).map((simulator) => simulator.close()));

  try {
    for (const demonstration of demonstrations) {
      const { type, title } = demonstration;
      const { path, why } = whereIs(`@j1-integrations/${type}`);
      if (path === undefined) {
        absent[type] = why;
        continue;
      }
      const { simulator, env, config } = await demonstration.start();
      simulators[type] = simulator;
      integrations.push({ type, title, path, env, config });
      environments[type] = { ...env, ...inEnvironment(config) };
    }
    const server = await startLocalJupiterOne({ ...options, integrations });
    for (const { type, title, config } of integrations) {
      server.records.instances.push({
        id: `${type}-1`,
        accountId: server.account,
        name: title,
        integrationDefinitionId: `${type}-definition`,
        pollingInterval: 'ONE_DAY',
        config,
      });
    }
    return {
      server,
      simulators,
      environments,
      absent,
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

/** A configuration under the names by which the SDK reads it from the environment: `apiKey` is `API_KEY`. */
function inEnvironment(config: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [variableOf(key), String(value)]));
}

/** Where the compiled integration is, or why it is not there. It is never loaded here: it runs in a process of its own. */
function whereIs(name: string): { path: string; why?: undefined } | { path?: undefined; why: string } {
  const { resolve } = createRequire(__filename);
  const resolved = (request: string) => {
    try {
      return resolve(request);
    } catch {
      return undefined;
    }
  };
  if (!resolved(`${name}/package.json`)) return { why: `${name} is not installed: run "npm ci"` };
  const path = resolved(name);
  return path === undefined ? { why: `${name} is not compiled: run "npm run build"` } : { path };
}
