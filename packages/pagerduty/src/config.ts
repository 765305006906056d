import type { IntegrationInstanceConfig } from '@jupiterone/integration-sdk-core';
import {
  checkCredentials,
  type ClientStep,
  failureOf,
  type InvocationContext,
  type Setting,
  type StepContext,
  trimmed,
} from '@j1-integrations/integration-kit';
import { HttpError } from '@j1-integrations/provider-http';
import type { PagerDutyClient } from './client';
import { apiUrl, keyRefused } from './regions';
import { tokenOf } from './token';

export interface PagerDutyConfig extends IntegrationInstanceConfig {
  apiKey: string;
  region?: string;
}

export const settings = {
  apiKey: {
    type: 'string',
    mask: true,
    description:
      "A General Access REST API key of PagerDuty (a read-only key is enough), or an app's OAuth token (pdus+…, pdeu+…).",
  },
  region: {
    type: 'string',
    optional: true,
    description: 'The service region of the account: us (the default) or eu.',
    example: 'eu',
  },
} satisfies Record<string, Setting>;

export type PagerDutyStep = ClientStep<PagerDutyConfig, PagerDutyClient>;
export type PagerDutyStepContext = StepContext<PagerDutyConfig, PagerDutyClient>;
export type PagerDutyContext = InvocationContext<PagerDutyConfig, PagerDutyClient>;

/** @throws IntegrationValidationError, or IntegrationProviderAuthenticationError if PagerDuty refuses the key */
export async function validateInvocation({ instance, executionConfig }: PagerDutyContext): Promise<void> {
  const { apiKey, region } = trimmed(instance.config);
  checkCredentials(
    'apiKey',
    apiKey && tokenOf(apiKey).secret,
    'a General Access REST API key of PagerDuty. ' +
      'An admin makes one under Integrations, API Access Keys. A read-only key is enough.',
  );
  const url = apiUrl(region, process.env.PAGERDUTY_API_URL);
  try {
    await executionConfig.client.abilities();
  } catch (error) {
    throw error instanceof HttpError && failureOf(error) === 'unauthenticated' ? keyRefused(error, region, url) : error;
  }
}
