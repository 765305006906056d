import { type IncomingHttpHeaders } from 'node:http';
import { type ProviderRequest } from './answer';

export interface LoggedRequest {
  method: string;
  path: string;
  query: string;
  /** 0: no status was sent. */
  status: number;
  /** `authorization` has only the scheme. */
  headers: IncomingHttpHeaders;
  requestId: string;
  fault?: string;
  /** Milliseconds since the start of the simulator, like `endedAt`. */
  startedAt: number;
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
