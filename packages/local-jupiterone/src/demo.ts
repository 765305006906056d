import { createRequire } from 'node:module';
import { DEMONSTRATIONS, type Demonstration, type SimulatedProvider } from './demonstrations';
import { variableOf } from './fields';
import { startLocalJupiterOne, type LocalJupiterOne, type LocalJupiterOneOptions } from './index';
import { type RunnableIntegration } from './runs';

/** The keys of `simulators`, `environments` and `missing` are types of integrations. */
export interface Demo {
  server: LocalJupiterOne;
  simulators: Record<string, SimulatedProvider['simulator']>;
  /** For the SDK's own commands. */
  environments: Record<string, Record<string, string>>;
  /** Why an integration is missing. */
  missing: Record<string, string>;
  close(): Promise<void>;
}

/** Has an instance `<type>-1` of every installed integration, each with a simulated provider. */
export async function startDemo(
  options: Omit<LocalJupiterOneOptions, 'integrations'> = {},
  demonstrations: Demonstration[] = DEMONSTRATIONS,
): Promise<Demo> {
  const simulators: Demo['simulators'] = {};
  const environments: Demo['environments'] = {};
  const missing: Demo['missing'] = {};
  const integrations: (RunnableIntegration & { config: SimulatedProvider['config'] })[] = [];
  const endSimulators = () => Promise.all(Object.values(simulators).map((simulator) => simulator.close()));

  try {
    for (const demonstration of demonstrations) {
      const { type, title } = demonstration;
      const { path, why } = findIntegration(`@j1-integrations/${type}`);
      if (path === undefined) {
        missing[type] = why;
        continue;
      }
      const { simulator, env, config } = await demonstration.start();
      simulators[type] = simulator;
      integrations.push({ type, title, path, env, config });
      environments[type] = { ...env, ...environmentOf(config) };
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
      missing,
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

function environmentOf(config: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [variableOf(key), String(value)]));
}

/** This process only looks for the compiled integration, and never loads it. */
function findIntegration(name: string): { path: string; why?: undefined } | { path?: undefined; why: string } {
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
