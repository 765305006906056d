import {
  IntegrationError,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';
import { HttpError, plainText } from '@j1-integrations/provider-http';
import { reasonIn } from './refusal-words';

/** Only this file and provider-http decide on statuses. See also docs/architecture.md, "Truth before success". */
export type Failure =
  /** 401: the run ends. */
  | 'unauthenticated'
  /** 402 or 403, but not in the provider's words: a firewall, or a provider that does not know the credentials. */
  | 'intercepted'
  /** The same with 404 or 410. */
  | 'unrouted'
  /** 402 or 403 for a temporary reason: a suspension, a bill, two-factor authentication, single sign-on. */
  | 'blocked'
  /** 402 or 403, because the plan or the object lacks a feature. */
  | 'lacking'
  /** Any other 403 in the provider's words: the credentials do not allow it. */
  | 'refused'
  /** 404 or 410 in the provider's words. */
  | 'missing'
  /** 400 in the provider's words. */
  | 'invalid'
  /** The rate limit leaves no time, or the client was closed. */
  | 'exhausted'
  /** Everything else, such as a 403 in the middle of a list. */
  | 'failed';

export function failureOf(error: unknown): Failure {
  if (!(error instanceof HttpError)) return 'failed';
  const { kind, status = 0, isOwn, continues } = error;
  if (kind === 'rate-limit' || kind === 'aborted') return 'exhausted';
  if (kind !== 'status') return 'failed';
  if (status === 401) return 'unauthenticated';
  if (status === 402 || status === 403) return isOwn ? refusalOf(error) : 'intercepted';
  if (!isOwn) return status === 404 || status === 410 ? 'unrouted' : 'failed';
  if (continues) return 'failed';
  if (status === 404 || status === 410) return 'missing';
  return status === 400 ? 'invalid' : 'failed';
}

function refusalOf({ status, said = '', continues }: HttpError): Failure {
  const reason = reasonIn(said);
  if (reason === 'blocked') return 'blocked';
  if (continues) return 'failed';
  return reason ?? (status === 402 ? 'blocked' : 'refused');
}

export function endsRun(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure === 'intercepted' || failure === 'unrouted') return !(error as HttpError).accepted;
  return failure === 'unauthenticated';
}

export const missingScope = (error: unknown): string | undefined =>
  error instanceof HttpError ? error.missingScope : undefined;

/** The status and the provider's words, without a full stop. For any other error, its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof HttpError)) return error instanceof Error ? error.message : String(error);
  if (error.kind !== 'status') return error.message;
  const words = (error.said ?? error.statusText ?? '').replace(/[.\s]+$/, '');
  const target = error.location ? `, which points to ${error.location}` : '';
  // The title of a page often begins with the status.
  return (words.split(/\W/)[0] === `${error.status}` ? words : `${error.status} ${words}`.trim()) + target;
}

/** The provider's data cannot be true: for example, a list has no end, or no items. */
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
    const hint = failureOf(error) === 'unauthenticated' ? '' : INTERCEPTED;
    return authenticationError(`The provider does not accept the credentials. ${said}.${hint}`, error);
  }
  if (failureOf(error) === 'refused') {
    return authorizationError(`The provider refused ${said}.${scopeHint(error)}`, error);
  }
  return apiError(error.message, error);
}

const INTERCEPTED =
  " The answer is not in the provider's own format. If the credentials are right, a proxy or firewall may have answered.";

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

function withMessage<E extends Error>(error: E, message: string): E {
  error.message = message;
  return error;
}

function factsOf(error: unknown) {
  // The SDK's logger prints the cause. An HttpError contains no headers, no token and no request. Other errors may.
  const http = error instanceof HttpError ? error : undefined;
  return {
    cause: http,
    endpoint: http?.endpoint ?? 'unknown',
    status: http?.status ?? http?.code ?? http?.kind ?? 'unknown',
    statusText: http?.statusText ?? reasonOf(error),
  };
}
