import type { IntegrationInstanceConfig } from '@jupiterone/integration-sdk-core';
import {
  checkCredentials,
  type ClientStep,
  type Failure,
  failureOf,
  type InvocationContext,
  type Setting,
  type StepContext,
  trimmed,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuClient } from './client';

export interface HerokuConfig extends IntegrationInstanceConfig {
  apiKey: string;
}

export const settings = {
  apiKey: {
    type: 'string',
    mask: true,
    description:
      'A key of the Heroku Platform API: heroku authorizations:create --description JupiterOne --scope global. With ' +
      '--scope read, the key cannot read the members of teams.',
  },
} satisfies Record<string, Setting>;

export type HerokuStep = ClientStep<HerokuConfig, HerokuClient> & {
  /** Whether an application has the list that the step reads. */
  isInApplication?: (app: { generation?: unknown }) => boolean;
};
export type HerokuStepContext = StepContext<HerokuConfig, HerokuClient>;
export type HerokuContext = InvocationContext<HerokuConfig, HerokuClient>;

/** @throws IntegrationValidationError, or IntegrationProviderAuthenticationError if Heroku refuses the key */
export async function validateInvocation({ instance, executionConfig }: HerokuContext): Promise<void> {
  checkCredentials(
    'apiKey',
    trimmed(instance.config).apiKey,
    'a token of the Heroku Platform API. ' +
      'Make one with `heroku authorizations:create --scope global`. With `--scope read`, it cannot read the members of teams.',
  );
  // Not /account: it refuses a token whose scope is `read`.
  const { client } = executionConfig;
  await client.check(pathTo`/enterprise-accounts`).catch(async (refusal: unknown) => {
    // Some tokens see only teams.
    if (!isOutOfReach(refusal)) throw refusal;
    await client.check(pathTo`/teams`).catch((error: unknown) => {
      throw isOutOfReach(error) ? refusal : error;
    });
  });
}

const OUT_OF_REACH: ReadonlySet<Failure> = new Set<Failure>(['refused', 'lacking', 'missing']);

const isOutOfReach = (error: unknown): boolean => OUT_OF_REACH.has(failureOf(error));
