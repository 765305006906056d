import {
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigFieldMap,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import {
  checkCredentials,
  sourceFields,
  startStates,
  trimmed,
  type ClientStep,
  type InvocationContext,
  type OptionalSources,
  type StepContext,
} from '@j1-integrations/integration-kit';
import type { HerokuClient } from './client';

/** What can be switched off, by config field or as a source of the managed integration. */
export const SOURCES = {
  ingestTeamMembers: {
    title: 'Team members',
    description:
      'Who is in each team, and in which role. Needs the OAuth scope "global"; without it, only the members of the enterprise are known.',
    onByDefault: true,
  },
} satisfies OptionalSources;

export interface HerokuConfig extends IntegrationInstanceConfig {
  /** A token of Heroku's Platform API, with the scope `read`, or `global` for the members of teams. */
  apiKey: string;
  ingestTeamMembers?: boolean;
}

export const instanceConfigFields: IntegrationInstanceConfigFieldMap<HerokuConfig> = {
  apiKey: { type: 'string', mask: true },
  ...sourceFields(SOURCES),
};

export type HerokuStep = ClientStep<HerokuConfig, HerokuClient>;
export type HerokuStepContext = StepContext<HerokuConfig, HerokuClient>;
export type HerokuContext = InvocationContext<HerokuConfig, HerokuClient>;

/**
 * @throws IntegrationValidationError without a key that can be sent; IntegrationProviderAuthenticationError where Heroku refuses it.
 */
export async function validateInvocation({ instance, executionConfig }: HerokuContext): Promise<void> {
  checkCredentials(
    'apiKey',
    'API_KEY',
    trimmed(instance.config).apiKey,
    'a token of the Heroku Platform API. ' +
      'Make one with `heroku authorizations:create --scope read`, or `--scope global` to have the members of teams too.',
  );
  // Not /account: it refuses a token whose scope is `read`.
  await executionConfig.client.check('/enterprise-accounts');
}

export function stepStartStates(
  context: Parameters<typeof startStates>[0],
  steps: Parameters<typeof startStates>[2],
): StepStartStates {
  return startStates(context, SOURCES, steps);
}
