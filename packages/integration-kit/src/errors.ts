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
 * - `foreign`: 402 or 403 that is not in the provider's own words, such as a page of a firewall. `unrouted`: the same with
 *   404 or 410. If the provider has accepted the credentials before, the step fails. If not, the run ends: some providers
 *   do not route a request without valid credentials.
 * - `barred`: 402, or 403 whose words name something that passes: a suspension, a bill, a second factor, single sign-on.
 * - `lacking`: 402 or 403 whose words say that the plan or the thing does not have a feature.
 * - `refused`: any other 403 in the provider's words: the credentials do not allow it, today or tomorrow.
 * - `missing`: 404 or 410 in the provider's words.
 * - `invalid`: 400 in the provider's words.
 * - `exhausted`: no more requests: the rate limit leaves no time, or the client was closed.
 * - `failed`: everything else, such as a 403 or a 404 in the middle of a list: half a list is no success.
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

/** Whether the run ends with this error, because nothing more can be known. */
export function endsRun(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure === 'foreign' || failure === 'unrouted') return !(error as HttpError).accepted;
  return failure === 'unauthenticated';
}

/** The scope that the token lacks, where the answer proves that this is the reason. */
export const missingScope = (error: unknown): string | undefined =>
  error instanceof HttpError ? error.missingScope : undefined;

/** What the provider said, with the status and without a full stop; for what is no refusal, the error's own words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof HttpError)) return error instanceof Error ? error.message : String(error);
  if (error.kind !== 'status') return error.message;
  const words = (error.said ?? error.statusText ?? '').replace(/[.\s]+$/, '');
  // The title of a page often begins with the status itself.
  return words.split(/\W/)[0] === `${error.status}` ? words : `${error.status} ${words}`.trim();
}

/** The provider's data cannot be the truth: a list that cannot be empty, or that is cut. */
export class IncompleteDataError extends IntegrationError {
  constructor(message: string) {
    super({ code: 'PROVIDER_DATA_INCOMPLETE_ERROR', message: plainText(message) });
  }
}

/** The SDK's error for a failed request. Everything that is none is given back as it is. */
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
  return ` The token lacks the scope "${missingScope}"; it has "${plainText(scopes?.has.join(' ') ?? '')}".`;
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

/** The SDK makes the message of some errors itself, without the provider's words. */
function withMessage<E extends Error>(error: E, message: string): E {
  error.message = message;
  return error;
}

function factsOf(error: unknown) {
  // The SDK's logger prints all causes. An HttpError holds no headers, no token and no request. Another error may.
  const http = error instanceof HttpError ? error : undefined;
  return {
    cause: http,
    endpoint: http?.endpoint ?? 'unknown',
    status: http?.status ?? http?.code ?? http?.kind ?? 'unknown',
    statusText: http?.statusText ?? reasonOf(error),
  };
}
