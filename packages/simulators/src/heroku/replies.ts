import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { herokuError, type HerokuError } from './errors';

export interface Replies {
  headersFor: (request: ProviderRequest, status: number, scopes?: readonly string[]) => Record<string, string>;
  refuse: (request: ProviderRequest, status: number, error?: HerokuError, scopes?: readonly string[]) => Answer;
}

export function createReplies(scopes: readonly string[], remaining: () => number): Replies {
  const headersFor: Replies['headersFor'] = (request, status, accepted) => {
    const headers: Record<string, string> = {
      'Content-Type': 'application/json',
      'Cache-Control': 'private, no-cache',
      Vary: 'Authorization,Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
      'Request-Id': request.requestId,
    };
    if (status === 401 || status === 406) return headers;
    headers['OAuth-Scope'] = scopes.join(' ');
    if (accepted) headers['OAuth-Scope-Accepted'] = accepted.join(' ');
    headers['RateLimit-Remaining'] = String(remaining());
    headers['RateLimit-Multiplier'] = '1';
    return headers;
  };
  return {
    headersFor,
    refuse: (request, status, error = herokuError(status), accepted) => ({
      status,
      headers: headersFor(request, status, accepted),
      body: jsonBody(error),
    }),
  };
}
