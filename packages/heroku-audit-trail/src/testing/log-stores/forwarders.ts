import { idIn, lines, MB, type LogStore } from './log-store';

export const FORWARDERS: Record<string, LogStore> = {
  // https://vector.dev/docs/reference/configuration/sources/http_server/
  vector: {
    config: 'vector/audit.yaml',
    method: 'POST',
    path: '/heroku-audit-trail',
    type: /./,
    mostBytes: 100 * MB,
    rows: (body) => lines(body).map((line) => ({ id: idIn(line) })),
    taken: () => ({ status: 200 }),
    unknown: { status: 401, body: { code: 401, message: 'Invalid username/password' } },
    refused: () => ({ status: 400, body: { code: 400, message: 'Contents failed to deliver to sink' } }),
    tooLarge: { status: 413, type: 'text/plain', body: 'The request payload is too large' },
    busy: { status: 503, body: { code: 503, message: 'Source sender closed' } },
  },
  // https://docs.fluentbit.io/manual/data-pipeline/inputs/http
  'fluent-bit': {
    config: 'fluent-bit/audit.yaml',
    method: 'POST',
    path: '/heroku.audit',
    type: /^application\/json$/,
    mostBytes: 8 * 1024 * 1024,
    rows: (body) => (JSON.parse(body) as unknown[]).map((line) => ({ id: idIn(line) })),
    taken: () => ({ status: 201 }),
    unknown: { status: 401, type: 'text/plain', body: 'error: unauthorized\n' },
    refused: () => ({ status: 400, type: 'text/plain', body: 'error: invalid payload\n' }),
    tooLarge: { status: 413 },
    busy: { status: 503 },
  },
};
