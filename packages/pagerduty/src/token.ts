/**
 * PagerDuty's guide has `pdus+`, public clients have `pdeu+`.
 * @see https://developer.pagerduty.com/docs/obtaining-an-app-oauth-token
 */
const APP_TOKEN = /^pd(?:us|eu)\+/;

export interface Token {
  /** Without the scheme. */
  secret: string;
  authorization: string;
}

/** @param apiKey a REST API key, or an OAuth token, with or without `Bearer ` */
export function tokenOf(apiKey: string): Token {
  const secret = apiKey.replace(/^Bearer\s+/i, '');
  const isOfApp = secret !== apiKey || APP_TOKEN.test(secret);
  return { secret, authorization: isOfApp ? `Bearer ${secret}` : `Token token=${secret}` };
}
