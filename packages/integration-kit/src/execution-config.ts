import {
  IntegrationConfigLoadError,
  type IntegrationInstanceConfig,
  type LoadExecutionConfigFunction,
} from '@jupiterone/integration-sdk-core';
import type { StepClient } from './steps';

/**
 * Makes the client of a run. The SDK calls this before `validateInvocation`, and does not await it: so it does no I/O and never
 * throws. If the client cannot be created, its first use throws the error.
 */
export function clientPerExecution<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  createClient: (config: Config) => Client,
): LoadExecutionConfigFunction<IntegrationInstanceConfig, { client: Client }> {
  return ({ config }) => {
    try {
      return { client: createClient(trimmed(config as Config)) };
    } catch (error) {
      return { client: throwingOnUse<Client>(error) };
    }
  };
}

/** A pasted key often ends with a line break. The SDK does not trim masked fields. */
export function trimmed<Config extends IntegrationInstanceConfig>(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : (value as unknown)]),
  ) as Config;
}

function throwingOnUse<Client extends StepClient>(error: unknown): Client {
  const client: Client = new Proxy({} as Client, {
    get(_, name) {
      if (name === ('countedIn' satisfies keyof StepClient)) return () => client;
      if (name === ('leftOut' satisfies keyof StepClient)) return undefined;
      throw settingError(error);
    },
  });
  return client;
}

/** A plain Error says what is wrong with a setting. Any other error is a defect. */
const settingError = (error: unknown): unknown =>
  error instanceof Error && error.constructor === Error ? new IntegrationConfigLoadError(error.message) : error;
