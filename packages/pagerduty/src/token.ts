/**
 * How PagerDuty's tokens begin that an app gets by OAuth. `pdus+` stands in its own guide; of the EU's region public
 * clients know the other.
 * @see https://developer.pagerduty.com/docs/obtaining-an-app-oauth-token
 */
const OF_APPS = /^pd(?:us|eu)\+/;

/** What is sent to PagerDuty to show who asks. */
export interface Token {
  /** The secret alone. */
  secret: string;
  authorization: string;
}

/** @param apiKey a REST API key, or an app's OAuth token, before which `Bearer ` may stand. */
export function tokenOf(apiKey: string): Token {
  const secret = apiKey.replace(/^Bearer\s+/i, '');
  const isOfApp = secret !== apiKey || OF_APPS.test(secret);
  return { secret, authorization: isOfApp ? `Bearer ${secret}` : `Token token=${secret}` };
}
