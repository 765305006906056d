import { idIn, is, isText, lines, MB, timeIn, type LogStore } from './log-store';

export const DATABASES: Record<string, LogStore> = {
  // https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
  elastic: {
    config: 'elastic.yaml',
    method: 'POST',
    path: '/logs-heroku.audit-default/_bulk',
    secret: { header: 'authorization', prefix: 'ApiKey ' },
    type: /^application\/(x-ndjson|json)/,
    mostBytes: 100 * MB,
    rows(body) {
      const all = lines(body) as Record<string, Record<string, unknown>>[];
      is(all.length % 2 === 0, 'Malformed action/metadata line');
      return all
        .filter((_, i) => i % 2 === 0)
        .map(({ create }, i) => {
          const { ['@timestamp']: time, event } = all[2 * i + 1];
          // A data stream takes only `create`.
          is(
            isText(create._id) && Buffer.byteLength(create._id) <= 512,
            'id is too long, must be no longer than 512 bytes',
          );
          is(
            isText(event.id) && create._id === `heroku:${event.id}:0` && idIn(event.original) === event.id,
            'another id',
          );
          return { id: event.id, at: timeIn(time) };
        });
    },
    taken: (rows) => ({
      status: 200,
      body: {
        took: 3,
        errors: false,
        items: rows.map(({ id }) => ({ create: { _id: id, status: 201, result: 'created' } })),
      },
    }),
    unknown: {
      status: 401,
      body: {
        error: { type: 'security_exception', reason: 'unable to authenticate with provided credentials' },
        status: 401,
      },
    },
    refused: (rows, bad) => ({
      status: 200,
      body: {
        took: 3,
        errors: true,
        items: rows.map(({ id }, i) => ({
          create:
            i === bad
              ? { _id: id, status: 400, error: { type: 'document_parsing_exception', reason: 'failed to parse' } }
              : { _id: id, status: 201, result: 'created' },
        })),
      },
    }),
    tooLarge: { status: 413, type: 'text/plain', body: '' },
    busy: {
      status: 429,
      body: {
        error: { type: 'es_rejected_execution_exception', reason: 'rejected execution of coordinating operation' },
        status: 429,
      },
    },
  },
  // https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
  loki: {
    config: 'loki.yaml',
    method: 'POST',
    path: '/loki/api/v1/push',
    secret: { header: 'authorization', prefix: 'Bearer ' },
    type: /^application\/json/,
    mostBytes: 4 * MB,
    rows(body) {
      const { streams } = JSON.parse(body) as { streams: { stream: object; values: unknown[][] }[] };
      return streams.flatMap(({ stream, values }) => {
        is(Object.values(stream).length > 0 && Object.values(stream).every(isText), 'at least one label is required');
        return values.map(([at, line, metadata, ...more]) => {
          is(
            isText(at) && /^\d{19}$/.test(at) && isText(line) && more.length === 0,
            'Value looks like Number, not String',
          );
          is(Object.values(metadata as object).every(isText), 'structured metadata is no text');
          return { id: idIn(line), at: Number(at.slice(0, -6)) };
        });
      });
    },
    taken: () => ({ status: 204 }),
    unknown: { status: 401, type: 'text/plain', body: 'no org id\n' },
    refused: (rows, bad) => ({
      status: 400,
      type: 'text/plain',
      body: `entry for stream '{job="heroku-audit-trail"}' has timestamp too old: ${new Date(rows[bad].at ?? 0).toISOString()}\n`,
    }),
    tooLarge: { status: 413, type: 'text/plain', body: 'request body too large\n' },
    busy: { status: 429, type: 'text/plain', body: 'ingestion rate limit exceeded for user your-tenant\n' },
  },
};
