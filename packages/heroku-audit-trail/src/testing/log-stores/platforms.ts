import { idIn, is, isText, lines, MB, timeIn, type LogStore } from './log-store';

export const PLATFORMS: Record<string, LogStore> = {
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
};
