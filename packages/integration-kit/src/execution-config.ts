import {
  IntegrationConfigLoadError,
  type IntegrationInstanceConfig,
  type LoadExecutionConfigFunction,
} from '@jupiterone/integration-sdk-core';
import type { StepClient } from './steps';

/**
 * One client for the whole execution, in `context.executionConfig.client`.
 *
 * The SDK calls it before `validateInvocation` and does not wait for it, so it does no I/O and never throws. A client that
 * cannot be made throws when it is used: the validation checks the config first.
 *
 * Texts are trimmed: a pasted key often ends with a line break, and the SDK does not trim masked fields.
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

export function trimmed<Config extends IntegrationInstanceConfig>(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : (value as unknown)]),
  ) as Config;
}

function throwingOnUse<Client extends StepClient>(error: unknown): Client {
  const client: Client = new Proxy({} as Client, {
    get(_, name) {
      // There is nothing to count yet.
      if (name === ('countedIn' satisfies keyof StepClient)) return () => client;
      if (name === ('leftOut' satisfies keyof StepClient)) return undefined;
      throw settingError(error);
    },
  });
  return client;
}

/** A plain Error is about a setting, and for the user. Every other error is a defect. */
const settingError = (error: unknown): unknown =>
  error instanceof Error && error.constructor === Error ? new IntegrationConfigLoadError(error.message) : error;
