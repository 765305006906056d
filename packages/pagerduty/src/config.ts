import {
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigFieldMap,
} from '@jupiterone/integration-sdk-core';
import {
  checkCredentials,
  failureOf,
  sourceFields,
  trimmed,
  type ClientStep,
  type InvocationContext,
  type OptionalSources,
  type StepContext,
} from '@j1-integrations/integration-kit';
import { HttpError } from '@j1-integrations/provider-http';
import type { PagerDutyClient } from './client';
import { apiUrl, keyRefused } from './regions';
import { tokenOf } from './token';

/** What can be switched off, by config field or as a source of the managed integration. */
export const SOURCES = {
  ingestEscalationPolicies: {
    title: 'Escalation policies',
    description: 'Escalation policies with their levels, and whom each level notifies.',
    onByDefault: true,
  },
  ingestSchedules: {
    title: 'Schedules',
    description: 'On-call schedules of both kinds, and who is on them. One request for every shift-based schedule.',
    onByDefault: true,
  },
  ingestIntegrations: {
    title: 'Service integrations',
    description: 'What sends events to each service. Never the integration keys or e-mail addresses.',
    onByDefault: true,
  },
  ingestTeamRoles: {
    title: 'Team roles',
    description: 'The role of everyone in each team. One request for every team; without it only membership is known.',
    onByDefault: true,
  },
} satisfies OptionalSources;

export interface PagerDutyConfig extends IntegrationInstanceConfig {
  /** A General Access REST API key, of which a read-only one is enough; or an app's OAuth token. */
  apiKey: string;
  /** The service region of the account: `us` (the default) or `eu`. */
  region?: string;
  ingestEscalationPolicies?: boolean;
  ingestSchedules?: boolean;
  ingestIntegrations?: boolean;
  ingestTeamRoles?: boolean;
}

export const instanceConfigFields: IntegrationInstanceConfigFieldMap<PagerDutyConfig> = {
  apiKey: { type: 'string', mask: true },
  region: { type: 'string', optional: true },
  ...sourceFields(SOURCES),
};

export type PagerDutyStep = ClientStep<PagerDutyConfig, PagerDutyClient>;
export type PagerDutyStepContext = StepContext<PagerDutyConfig, PagerDutyClient>;
export type PagerDutyContext = InvocationContext<PagerDutyConfig, PagerDutyClient>;

/**
 * @throws IntegrationValidationError without a key that can be sent, or with an unknown region; IntegrationProviderAuthenticationError
 * where PagerDuty refuses the key.
 */
export async function validateInvocation({ instance, executionConfig }: PagerDutyContext): Promise<void> {
  const { apiKey, region } = trimmed(instance.config);
  checkCredentials(
    'apiKey',
    apiKey && tokenOf(apiKey).secret,
    'a General Access REST API key of PagerDuty. ' +
      'An admin makes one under Integrations, API Access Keys; a read-only one is enough.',
  );
  const url = apiUrl(region, process.env.PAGERDUTY_API_URL);
  try {
    await executionConfig.client.abilities();
  } catch (error) {
    throw error instanceof HttpError && failureOf(error) === 'unauthenticated' ? keyRefused(error, region, url) : error;
  }
}
