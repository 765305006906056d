import { IntegrationValidationError } from '@jupiterone/integration-sdk-core';
import { hostUrl } from '@j1-integrations/integration-kit';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);

const isSentryIo = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' && (hostname === 'sentry.io' || hostname.endsWith('.sentry.io'));

/**
 * Where an organization's data is, as it says itself. Only sentry.io has regions, and the token goes to no other host
 * than the configured one and sentry.io's own: what names another is not followed.
 *
 * @see https://docs.sentry.io/organization/data-storage-location/
 */
export function regionOf(configured: URL, regionUrl: string | null | undefined): URL {
  const region = regionUrl && URL.canParse(regionUrl) ? new URL(regionUrl) : undefined;
  if (!region) return configured;
  const trusted = isSentryIo(configured) ? isSentryIo(region) : isLoopback(configured) && isLoopback(region);
  return trusted ? new URL(region.origin) : configured;
}

/**
 * Where Sentry is: without `/api/0`, which some paste along, and with a slash at the end.
 *
 * @throws IntegrationValidationError
 */
export function checkBaseUrl(text: string): URL {
  const url = hostUrl(BASE_URL, text);
  if (url.username || url.password || url.search || url.hash) {
    throw new IntegrationValidationError(
      `${BASE_URL} is "${url.origin}" with something before or behind it. Allowed: the address alone, without user, ` +
        'query and fragment, such as https://sentry.example.com.',
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/api\/0$/, '')}/`;
  return url;
}

const BASE_URL = 'baseUrl (in the environment: BASE_URL)';
