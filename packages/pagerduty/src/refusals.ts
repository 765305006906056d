import type { Scopes } from '@j1-integrations/provider-http';

/**
 * Whether PagerDuty itself answered. Its errors are `{"error": {"message": …}}`, often with a code. In a gateway's answer,
 * `error` is a text, or contains the status.
 *
 * @see https://developer.pagerduty.com/docs/errors
 */
export function isOwnError(body: object): boolean {
  const error = errorIn(body);
  return error !== undefined && 'message' in error && !('status' in error);
}

/**
 * The scopes in the refusal of an OAuth token. The endpoint needs all of `required_scopes`.
 *
 * @see https://github.com/PagerDuty/terraform-provider-pagerduty/pull/1027
 */
export function scopesIn(body: unknown): Scopes | undefined {
  const error = errorIn(body);
  if (!error || !('required_scopes' in error)) return undefined;
  const has = 'token_scopes' in error ? namesIn(error.token_scopes) : [];
  const lacks = namesIn(error.required_scopes).filter((scope) => !has.includes(scope));
  return { has, takes: [lacks.join(' and ')] };
}

function errorIn(body: unknown): object | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  return typeof body.error === 'object' && body.error !== null ? body.error : undefined;
}

const namesIn = (scopes: unknown): string[] =>
  [scopes].flat().flatMap((some) => (typeof some === 'string' ? some.split(/[\s,]+/).filter(Boolean) : []));
