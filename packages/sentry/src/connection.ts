import { IntegrationValidationError } from '@jupiterone/integration-sdk-core';
import { checkCredentials, fieldName, settingOf, trimmed } from '@j1-integrations/integration-kit';
import { shown } from '@j1-integrations/provider-http';
import { checkBaseUrl } from './hosts';

export interface Connection {
  authToken: string;
  organizationSlug: string;
  /** Without `/api/0`, with a slash at the end. */
  baseUrl: URL;
}

export const KINDS_OF_TOKEN =
  'An organization token (sntrys_…) does not work here, because it only has the scope org:ci. Allowed: the token of ' +
  'an internal integration or of a user, with the scopes org:read, member:read, team:read and project:read.';

/** A slug has at most 50 characters. */
const looksLikeToken = (text: string) => /sntry[a-z]{0,2}_/i.test(text) || text.length > 50;

interface Settings {
  authToken: string;
  organizationSlug: string;
  baseUrl?: string;
}

/** @throws IntegrationValidationError */
export function checkConfig(config: Settings): Connection {
  const { authToken, organizationSlug, baseUrl } = trimmed(config);
  checkCredentials(
    'authToken',
    authToken,
    'an auth token of Sentry. Make one in Sentry under Settings, Custom Integrations, or at ' +
      'https://sentry.io/settings/account/api/auth-tokens/.',
  );
  if (organizationSlug && looksLikeToken(organizationSlug)) {
    throw new IntegrationValidationError(
      `${fieldName('organizationSlug')} seems to be a token, so it is not shown. ` +
        'Put the token into authToken (AUTH_TOKEN). Allowed: the slug, as in https://sentry.io/organizations/<slug>/.',
    );
  }
  if (authToken.startsWith('sntrys_')) {
    throw new IntegrationValidationError(`${fieldName('authToken')} is refused. ${KINDS_OF_TOKEN}`);
  }
  if (!organizationSlug || !/^[\w-]+$/.test(organizationSlug)) {
    throw new IntegrationValidationError(
      `organizationSlug is ${shown(organizationSlug ?? '')} (in the environment: ${settingOf('organizationSlug')}). ` +
        'Allowed: letters, digits, - and _, as in https://sentry.io/organizations/<slug>/.',
    );
  }
  return { authToken, organizationSlug, baseUrl: checkBaseUrl(baseUrl || 'https://sentry.io') };
}
