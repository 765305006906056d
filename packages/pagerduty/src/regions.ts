import { IntegrationProviderAuthenticationError, IntegrationValidationError } from '@jupiterone/integration-sdk-core';
import { hostUrl, settingOf } from '@j1-integrations/integration-kit';
import { shown, type HttpError } from '@j1-integrations/provider-http';

/** Each region has its own keys. @see https://support.pagerduty.com/docs/service-regions */
const API_URLS: ReadonlyMap<string, string> = new Map([
  ['us', 'https://api.pagerduty.com'],
  ['eu', 'https://api.eu.pagerduty.com'],
]);

const nameOf = (region: string | undefined) => String(region ?? '').toLowerCase() || 'us';

/** @param override another host, for local work. @throws IntegrationValidationError */
export function apiUrl(region: string | undefined, override: string | undefined): URL {
  const regional = API_URLS.get(nameOf(region));
  if (!regional) {
    throw new IntegrationValidationError(
      `region is ${shown(region)} (in the environment: ${settingOf('region')}). Allowed: ${[...API_URLS.keys()].join(', ')}.`,
    );
  }
  return override ? hostUrl('PAGERDUTY_API_URL', override) : new URL(regional);
}

/** PagerDuty gives no reason. Usually, the region or the kind of key is wrong. */
export function keyRefused(error: HttpError, region: string | undefined, url: URL): Error {
  const { endpoint, status = 401, statusText = '', said } = error;
  const asked = nameOf(region);
  const others = [...API_URLS.keys()].filter((name) => name !== asked).join(', ');
  const refused = new IntegrationProviderAuthenticationError({ cause: error, endpoint, status, statusText });
  refused.message =
    `PagerDuty refused the key in the region ${asked} (${url.host}). Each region has its own keys: ` +
    `try region = ${others} (in the environment: ${settingOf('region')}). Allowed: a General Access REST API key, or an app's OAuth ` +
    `token that has not expired. Not allowed: an Events key, or the key of an OAuth client. ${refused.message}` +
    (said ? `: ${said}` : '');
  return refused;
}
