import {
  IntegrationConfigLoadError,
  type IntegrationInstanceConfig,
  type LoadExecutionConfigFunction,
} from '@jupiterone/integration-sdk-core';
import type { StepClient } from './steps';

/**
 * What `loadExecutionConfig` gives: one client for the whole execution, found in `context.executionConfig.client`.
 *
 * The SDK calls it before `validateInvocation` and does not wait for it, so it does no I/O and never throws. If the config
 * makes no client, it gives one that throws when it is used: the validation looks at the config first, and speaks first.
 *
 * `createClient` gets every text trimmed: a pasted key often ends with a line break, and the SDK does not trim masked fields.
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

/** The config with every text trimmed, masked fields too. */
export function trimmed<Config extends IntegrationInstanceConfig>(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : (value as unknown)]),
  ) as Config;
}

function throwingOnUse<Client extends StepClient>(error: unknown): Client {
  const client: Client = new Proxy({} as Client, {
    get(_, name) {
      // To count is no use yet.
      if (name === ('countedIn' satisfies keyof StepClient)) return () => client;
      throw settingError(error);
    },
  });
  return client;
}

/** What a plain Error says of a setting, such as an address that is not allowed, is for the user. Any other is a defect. */
const settingError = (error: unknown): unknown =>
  error instanceof Error && error.constructor === Error ? new IntegrationConfigLoadError(error.message) : error;
