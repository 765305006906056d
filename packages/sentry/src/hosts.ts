import { IntegrationValidationError } from '@jupiterone/integration-sdk-core';
import { fieldName, hostUrl } from '@j1-integrations/integration-kit';

/** Whether it is sentry.io, in any region. */
export const isSentryIo = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' && (hostname === 'sentry.io' || hostname.endsWith('.sentry.io'));

/**
 * The host of the organization's data. Only the configured host and sentry.io's regions get the token, even if the organization
 * names another host. @see https://docs.sentry.io/organization/data-storage-location/
 */
export function regionOf(configured: URL, regionUrl: string | null | undefined): URL {
  const region = regionUrl && URL.canParse(regionUrl) ? new URL(regionUrl) : undefined;
  return region && isSentryIo(configured) && isSentryIo(region) ? new URL(region.origin) : configured;
}

/** The documented regions. Another subdomain of sentry.io may be a separate installation. */
const REGIONS = new Set(['us.sentry.io', 'de.sentry.io']);

/** The control silo is the configured host, unless that host is a region. */
export function controlOf(configured: URL): URL {
  return isSentryIo(configured) && REGIONS.has(configured.hostname) ? new URL('https://sentry.io') : configured;
}

/** Removes a pasted `/api/0` or `/api`, and adds a slash at the end. @throws IntegrationValidationError */
export function checkBaseUrl(text: string): URL {
  const url = hostUrl(BASE_URL, text);
  if (url.username || url.password || url.search || url.hash) {
    throw new IntegrationValidationError(
      `${BASE_URL} is "${url.origin}" with a user, a query or a fragment. Allowed: only the address, such as ` +
        'https://sentry.example.com.',
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/api(\/0)?$/, '')}/`;
  return url;
}

const BASE_URL = fieldName('baseUrl');
