import { type IncomingHttpHeaders } from 'node:http';
import { type ProviderRequest } from './answer';

export interface LoggedRequest {
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  /** 0: no status was sent, as with the faults `reset`, `refuse` and `silent`. */
  status: number;
  /** Of `authorization` only the scheme is kept. */
  headers: IncomingHttpHeaders;
  requestId: string;
  fault?: string;
  /** Milliseconds since the simulator started. */
  startedAt: number;
  /** Milliseconds since the simulator started. */
  endedAt?: number;
}

export function logEntry(request: ProviderRequest, startedAt: number): LoggedRequest {
  const { authorization, ...headers } = request.headers;
  const scheme = /^(\w+) /.exec(authorization ?? '')?.[0] ?? '';
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    status: 0,
    headers: {
      ...headers,
      ...(authorization !== undefined && { authorization: `${scheme}[redacted]` }),
    },
    requestId: request.requestId,
    startedAt,
  };
}
