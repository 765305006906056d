import {
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationValidationError,
  type IntegrationInstanceConfig,
} from '@jupiterone/integration-sdk-core';
import {
  type ClientStep,
  failureOf,
  type InvocationContext,
  type Setting,
  settingOf,
  type StepContext,
} from '@j1-integrations/integration-kit';
import { HttpError } from '@j1-integrations/provider-http';
import type { SentryClient } from './client';
import { checkConfig, KINDS_OF_TOKEN, type Connection } from './connection';

export interface SentryConfig extends IntegrationInstanceConfig {
  authToken: string;
  organizationSlug: string;
  baseUrl?: string;
}

export const settings = {
  authToken: {
    type: 'string',
    mask: true,
    description:
      'The auth token of an internal integration or of a user, with the scopes org:read, member:read, team:read and ' +
      'project:read.',
  },
  organizationSlug: { type: 'string', description: 'The organization in https://sentry.io/organizations/<slug>/.' },
  baseUrl: {
    type: 'string',
    optional: true,
    description: 'A server of your own: https, or http on this machine. Default: https://sentry.io.',
    example: 'https://sentry.example.com',
  },
} satisfies Record<string, Setting>;

export type SentryStep = ClientStep<SentryConfig, SentryClient>;
export type SentryStepContext = StepContext<SentryConfig, SentryClient>;
export type SentryContext = InvocationContext<SentryConfig, SentryClient>;

/** @throws IntegrationValidationError, or IntegrationProviderAuthenticationError if Sentry refuses the token */
export async function validateInvocation({ instance, executionConfig }: SentryContext): Promise<void> {
  const connection = checkConfig(instance.config);
  try {
    // Not the root of the API, which needs no token.
    await executionConfig.client.organization();
  } catch (error) {
    throw error instanceof HttpError ? explained(error, connection) : error;
  }
}

function explained(error: HttpError, { organizationSlug, baseUrl }: Connection): Error {
  const { endpoint, status = 0, statusText = '' } = error;
  const failure = failureOf(error);
  if (failure === 'unauthenticated') {
    const refused = new IntegrationProviderAuthenticationError({ cause: error, endpoint, status, statusText });
    // Sentry's own words are needed, because the reason can also be single sign-on.
    const words = error.said ? `: ${error.said}` : '';
    refused.message = `${refused.message}${words}. ${KINDS_OF_TOKEN}`;
    return refused;
  }
  if (failure === 'refused') {
    const refused = new IntegrationProviderAuthorizationError({ cause: error, endpoint, status, statusText });
    refused.message = `The token lacks the scope org:read, or may not see this organization. ${KINDS_OF_TOKEN} ${refused.message}`;
    return refused;
  }
  if (failure !== 'missing' && failure !== 'unrouted') return error;
  return new IntegrationValidationError(
    failure === 'missing'
      ? `organizationSlug is "${organizationSlug}" (in the environment: ${settingOf('organizationSlug')}), but ${baseUrl.host} did not ` +
          'find this organization: it does not exist, or the token may not see it.'
      : `baseUrl is ${baseUrl.href} (in the environment: ${settingOf('baseUrl')}), but the answer there is not from Sentry's API.`,
  );
}
