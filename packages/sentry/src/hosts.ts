import { IntegrationValidationError } from '@jupiterone/integration-sdk-core';
import { fieldName, hostUrl } from '@j1-integrations/integration-kit';

/** Whether it is sentry.io, in whatever region, and no server of one's own. */
export const isSentryIo = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' && (hostname === 'sentry.io' || hostname.endsWith('.sentry.io'));

/**
 * Where an organization's data is, as it says itself. Only sentry.io has regions, and the token goes to no other host
 * than the configured one and sentry.io's own: what names another is not followed. A tunnel on this machine is not left
 * either, as the address that a server gives itself need not lead to it.
 *
 * @see https://docs.sentry.io/organization/data-storage-location/
 */
export function regionOf(configured: URL, regionUrl: string | null | undefined): URL {
  const region = regionUrl && URL.canParse(regionUrl) ? new URL(regionUrl) : undefined;
  return region && isSentryIo(configured) && isSentryIo(region) ? new URL(region.origin) : configured;
}

/** The regions that Sentry documents. Another name before sentry.io may be an installation of its own. */
const REGIONS = new Set(['us.sentry.io', 'de.sentry.io']);

/** Where what no region holds is: the configured host, unless that is a region. */
export function controlOf(configured: URL): URL {
  return isSentryIo(configured) && REGIONS.has(configured.hostname) ? new URL('https://sentry.io') : configured;
}

/**
 * Where Sentry is: without `/api/0` or `/api`, which some paste along, and with a slash at the end.
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
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/api(\/0)?$/, '')}/`;
  return url;
}

const BASE_URL = fieldName('baseUrl');
