import {
  IntegrationError,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';
import { HttpError, plainText } from '@j1-integrations/provider-http';
import { reasonIn } from './refusal-words';

/**
 * What a failed request means for a run. Only this file and provider-http decide on statuses.
 *
 * - `unauthenticated`: 401; the run ends.
 * - `foreign`: 402 or 403, `unrouted`: 404 or 410, both not in the provider's words, such as a page of a firewall. The step
 *   fails; before the first success the run ends, because some providers do not route a request without credentials.
 * - `barred`: 402 or 403 for a reason that ends some day: a suspension, a bill, a second factor, single sign-on.
 * - `lacking`: 402 or 403, because the plan or the thing lacks a feature.
 * - `refused`: any other 403 in the provider's words: the credentials do not allow it.
 * - `missing`: 404 or 410 in the provider's words.
 * - `invalid`: 400 in the provider's words.
 * - `exhausted`: the rate limit leaves no time, or the client was closed.
 * - `failed`: everything else, such as a 403 in the middle of a list: half a list is no success.
 */
export type Failure =
  | 'unauthenticated'
  | 'foreign'
  | 'unrouted'
  | 'barred'
  | 'lacking'
  | 'refused'
  | 'missing'
  | 'invalid'
  | 'exhausted'
  | 'failed';

export function failureOf(error: unknown): Failure {
  if (!(error instanceof HttpError)) return 'failed';
  const { kind, status = 0, json, continues } = error;
  if (kind === 'rate-limit' || kind === 'aborted') return 'exhausted';
  if (kind !== 'status') return 'failed';
  if (status === 401) return 'unauthenticated';
  if (status === 402 || status === 403) return json ? refusalOf(error) : 'foreign';
  if (!json) return status === 404 || status === 410 ? 'unrouted' : 'failed';
  if (continues) return 'failed';
  if (status === 404 || status === 410) return 'missing';
  return status === 400 ? 'invalid' : 'failed';
}

function refusalOf({ status, said = '', continues }: HttpError): Failure {
  const reason = reasonIn(said);
  if (reason === 'passes') return 'barred';
  if (continues) return 'failed';
  if (reason === 'lacks') return 'lacking';
  return status === 402 ? 'barred' : 'refused';
}

export function endsRun(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure === 'foreign' || failure === 'unrouted') return !(error as HttpError).accepted;
  return failure === 'unauthenticated';
}

/** The scope that the token lacks, if the answer proves that. */
export const missingScope = (error: unknown): string | undefined =>
  error instanceof HttpError ? error.missingScope : undefined;

/** The status and the provider's words, without a full stop; of another error, its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof HttpError)) return error instanceof Error ? error.message : String(error);
  if (error.kind !== 'status') return error.message;
  const words = (error.said ?? error.statusText ?? '').replace(/[.\s]+$/, '');
  const towards = error.location ? `, which points to ${error.location}` : '';
  // The title of a page often begins with the status.
  return (words.split(/\W/)[0] === `${error.status}` ? words : `${error.status} ${words}`.trim()) + towards;
}

/** Data that cannot be true: a list that is cut, or empty though it cannot be. */
export class IncompleteDataError extends IntegrationError {
  constructor(message: string) {
    super({ code: 'PROVIDER_DATA_INCOMPLETE_ERROR', message: plainText(message) });
  }
}

/** The SDK's error for a failed request. Every other error is returned unchanged. */
export function toIntegrationError(error: unknown): unknown {
  if (!(error instanceof HttpError)) return error;
  const said = `${error.method} ${error.endpoint}: ${reasonOf(error)}`;
  if (endsRun(error)) {
    const page = failureOf(error) === 'unauthenticated' ? '' : ' These are not the words of the provider itself.';
    return authenticationError(`The provider does not accept the credentials. ${said}.${page}`, error);
  }
  if (failureOf(error) === 'refused') {
    return authorizationError(`The provider refused ${said}.${scopeHint(error)}`, error);
  }
  return apiError(error.message, error);
}

function scopeHint({ missingScope, scopes }: HttpError): string {
  if (!missingScope) return '';
  const has = plainText(scopes?.has.join(' ') ?? '');
  return ` The token lacks the scope "${missingScope}"${has && `; it has "${has}"`}.`;
}

export function authenticationError(message: string, cause: unknown) {
  return withMessage(new IntegrationProviderAuthenticationError(factsOf(cause)), message);
}

export function authorizationError(message: string, cause: unknown) {
  return withMessage(new IntegrationProviderAuthorizationError(factsOf(cause)), message);
}

export function apiError(message: string, cause: unknown) {
  return new IntegrationProviderAPIError({ ...factsOf(cause), message });
}

/** Replaces the message of the SDK, which lacks the provider's words. */
function withMessage<E extends Error>(error: E, message: string): E {
  error.message = message;
  return error;
}

function factsOf(error: unknown) {
  // The SDK's logger prints all causes. Only an HttpError surely holds no headers, no token and no request.
  const http = error instanceof HttpError ? error : undefined;
  return {
    cause: http,
    endpoint: http?.endpoint ?? 'unknown',
    status: http?.status ?? http?.code ?? http?.kind ?? 'unknown',
    statusText: http?.statusText ?? reasonOf(error),
  };
}
