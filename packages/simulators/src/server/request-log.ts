import { type IncomingHttpHeaders } from 'node:http';
import { type ProviderRequest } from './answer';

/** One request that arrived. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  /** 0 until it has a status line; some faults never send one (`reset`, `refuse`, `silent`). */
  status: number;
  /** As they came, except that of `authorization` only the scheme is kept. */
  headers: IncomingHttpHeaders;
  requestId: string;
  /** The kind of the fault that it met. */
  fault?: string;
  /** Milliseconds since the simulator started. */
  startedAt: number;
  /** Milliseconds since the simulator started, when the connection was done with it, however that ended. */
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
