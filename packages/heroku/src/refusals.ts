import type { Scopes } from '@j1-integrations/provider-http';

/**
 * Whether Heroku itself answered. Its errors have an id such as `not_found`. A gateway's error has only a message, or a
 * request's id.
 *
 * @see https://devcenter.heroku.com/articles/platform-api-reference#errors
 */
export const isOwnError = (body: object): boolean =>
  'id' in body && typeof body.id === 'string' && /^[a-z_-]+$/i.test(body.id);

/** The token needs one of the scopes that the endpoint accepts. */
export function scopesIn(headers: { get(name: string): string | null }): Scopes | undefined {
  const has = headers.get('oauth-scope')?.split(/[\s,]+/);
  const takes = headers.get('oauth-scope-accepted')?.split(/[\s,]+/);
  return has && takes && { has, takes };
}
