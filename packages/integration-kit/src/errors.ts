import {
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';
import { HttpError } from '@j1-integrations/provider-http';

/** How a failed request counts for a run. */
export type Failure = 'unauthenticated' | 'refused' | 'missing' | 'exhausted' | 'failed';

/**
 * - `unauthenticated`: the credentials are not accepted; the run ends. A 404 that is not the provider's own JSON is one
 *   too: some providers do not route a request without valid credentials at all.
 * - `refused`: 402 or 403, the credentials do not reach this far.
 * - `missing`: the provider's own 404.
 * - `exhausted`: no further request can be sent: the rate limit leaves no time, or the client was closed.
 * - `failed`: everything else.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof HttpError)) return 'failed';
  if (error.kind === 'rate-limit' || error.kind === 'aborted') return 'exhausted';
  if (error.kind !== 'status') return 'failed';
  if (error.status === 401 || (error.status === 404 && !error.json)) return 'unauthenticated';
  if (error.status === 402 || error.status === 403) return 'refused';
  return error.status === 404 ? 'missing' : 'failed';
}

/** Whether an error leaves nothing to be known, so that the run ends with it. */
export const endsRun = (error: unknown): boolean => failureOf(error) === 'unauthenticated';

/** The SDK's error for a failed request. Everything that is none is given back as it is. */
export function toIntegrationError(error: unknown): unknown {
  if (!(error instanceof HttpError)) return error;
  const facts = {
    // An HttpError holds no headers, no token and no request: the SDK's logger prints the whole chain of causes.
    cause: error,
    endpoint: error.endpoint,
    status: error.status ?? error.code ?? error.kind,
    statusText: error.statusText ?? error.message,
  };
  const failure = failureOf(error);
  if (failure === 'unauthenticated') return new IntegrationProviderAuthenticationError(facts);
  if (failure === 'refused') return new IntegrationProviderAuthorizationError(facts);
  return new IntegrationProviderAPIError({ ...facts, message: error.message });
}
