import type { Received } from './receiver';

/** What a log store answers. */
export interface Said {
  status: number;
  type?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * What the documentation of a log store says of its input, as far as a sender can be wrong about it.
 * Answers are those that its documentation or its source shows.
 */
export interface LogStore {
  /** Below examples/. */
  config: string;
  method: 'POST';
  path: string;
  /** The header that has the secret, and what stands before that. */
  secret?: { header: string; prefix: string };
  type: RegExp;
  mostBytes: number;
  mostRows?: number;
  /** The rows of a request, each as the text of the event's JSON line and its id. @throws Error where a field is wrong. */
  rows(body: string): StoredRow[];
  taken(rows: readonly StoredRow[]): Said;
  /** The credentials are wrong. */
  unknown: Said;
  /** A row is not acceptable. */
  refused(rows: readonly StoredRow[], bad: number): Said;
  tooLarge: Said;
  busy: Said;
}

export interface StoredRow {
  id: string;
  /** Milliseconds since 1970, where the store has a field for it. */
  at?: number;
}

const lines = (body: string): unknown[] => {
  if (!body.endsWith('\n')) throw new Error('the last line does not end');
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
};

function is(fits: boolean, what: string): asserts fits {
  if (!fits) throw new Error(what);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const idIn = (line: unknown): string => {
  const { id, seq } = (typeof line === 'string' ? JSON.parse(line) : line) as { id?: unknown; seq?: unknown };
  is(isText(id) && typeof seq === 'number', 'no row of the collector');
  return id;
};
const timeIn = (value: unknown): number => {
  is(isText(value) && !Number.isNaN(Date.parse(value)), 'no time');
  return Date.parse(value);
};

const MB = 1_000_000;

export const LOG_STORES: Record<string, LogStore> = {
  // https://help.splunk.com/en/splunk-enterprise/get-started/get-data-in/9.0/get-data-with-http-event-collector
  splunk: {
    config: 'splunk.yaml',
    method: 'POST',
    path: '/services/collector/event',
    secret: { header: 'authorization', prefix: 'Splunk ' },
    type: /./,
    mostBytes: 800 * MB,
    rows: (body) =>
      lines(body).map((envelope) => {
        const { event, time, source, sourcetype, ...others } = envelope as Record<string, unknown>;
        is(event !== undefined && event !== '', 'Event field is required');
        is(typeof time === 'number' && isText(source) && isText(sourcetype), 'Invalid data format');
        is(
          Object.keys(others).every((key) => ['host', 'index', 'fields'].includes(key)),
          'Invalid data format',
        );
        return { id: idIn(event), at: time * 1000 };
      }),
    taken: () => ({ status: 200, body: { text: 'Success', code: 0 } }),
    unknown: { status: 403, body: { text: 'Invalid token', code: 4 } },
    refused: (_rows, bad) => ({
      status: 400,
      body: { text: 'Invalid data format', code: 6, 'invalid-event-number': bad },
    }),
    tooLarge: { status: 413, type: 'text/html', body: '<html><h1>413 Request Entity Too Large</h1></html>' },
    busy: { status: 503, body: { text: 'Server is busy', code: 9 } },
  },
  // https://docs.datadoghq.com/api/latest/logs/#send-logs
  datadog: {
    config: 'datadog.yaml',
    method: 'POST',
    path: '/api/v2/logs',
    secret: { header: 'dd-api-key', prefix: '' },
    type: /^application\/json/,
    mostBytes: 5 * MB,
    mostRows: 1000,
    rows: (body) =>
      (JSON.parse(body) as Record<string, unknown>[]).map(({ message, ddsource, ddtags, service, timestamp }) => {
        is([message, ddsource, ddtags, service].every(isText), 'a field is no text');
        return { id: idIn(message), at: timeIn(timestamp) };
      }),
    taken: () => ({ status: 202, body: {} }),
    unknown: { status: 403, body: { errors: [{ detail: 'API key is invalid', status: '403', title: 'Forbidden' }] } },
    refused: () => ({
      status: 400,
      body: { errors: [{ detail: 'Invalid JSON', status: '400', title: 'Bad Request' }] },
    }),
    tooLarge: { status: 413, body: { errors: [{ status: '413', title: 'Request entity too large' }] } },
    busy: { status: 429, body: { errors: [{ status: '429', title: 'Too Many Requests' }] } },
  },
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
          // Into a data stream nothing can be written in another way.
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
  // https://docs.runreveal.com/sources/source-types/structured-webhooks
  runreveal: {
    config: 'runreveal.yaml',
    method: 'POST',
    path: '/sources/hook/your-webhook-id',
    secret: { header: 'authorization', prefix: 'Bearer ' },
    type: /^application\/json$/,
    mostBytes: MB,
    mostRows: 1,
    rows(body) {
      const { eventName, eventTime, readOnly, resources, tags } = JSON.parse(body) as Record<string, unknown>;
      is(isText(eventName) && typeof readOnly === 'boolean' && Array.isArray(resources), 'a field is of another type');
      is(
        Object.values(tags as object).every((tag) => typeof tag === 'string'),
        'a tag is no text',
      );
      return [{ id: idIn(resources[0]), at: timeIn(eventTime) }];
    },
    taken: () => ({ status: 200 }),
    unknown: { status: 401, type: 'text/plain', body: 'unauthorized' },
    refused: () => ({ status: 400, type: 'text/plain', body: 'invalid json' }),
    tooLarge: { status: 413 },
    busy: { status: 429 },
  },
  // https://docs.panther.com/data-onboarding/data-transports/http
  panther: {
    config: 'panther.yaml',
    method: 'POST',
    path: '/http/your-source-id',
    secret: { header: 'x-panther-secret', prefix: '' },
    type: /./,
    mostBytes: 500_000,
    rows: (body) => lines(body).map((line) => ({ id: idIn(line) })),
    taken: () => ({ status: 200 }),
    unknown: { status: 403, body: { message: 'Forbidden' } },
    refused: () => ({ status: 400, body: { message: 'Bad Request' } }),
    tooLarge: { status: 413, body: { message: 'Request Too Long' } },
    busy: { status: 429, body: { message: 'Too Many Requests' } },
  },
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

/** What is wrong with a request by the documentation; nothing where it is right. */
export function problemsOf(store: LogStore, { method, path, headers, body }: Received, secret: string): string[] {
  const { header, prefix } = store.secret ?? { header: '', prefix: '' };
  const problems = [
    ...(method === store.method ? [] : [`method ${method}`]),
    ...(path === store.path ? [] : [`path ${path}`]),
    ...(header === '' || headers[header] === prefix + secret ? [] : [`header ${header}`]),
    ...(store.type.test(headers['content-type'] ?? '') ? [] : [`type ${headers['content-type']}`]),
    ...(Buffer.byteLength(body) <= store.mostBytes ? [] : [`${Buffer.byteLength(body)} bytes`]),
  ];
  try {
    const rows = store.rows(body);
    if (rows.length > (store.mostRows ?? Infinity)) problems.push(`${rows.length} rows`);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return problems;
}
