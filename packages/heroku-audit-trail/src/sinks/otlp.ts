import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CollectorError, EXIT } from '../errors';
import { FORMATS } from '../formats/format';
import type { FormatName } from '../model/format-name';
import { nameOf } from '../model/event-names';
import { severityOf, type Severity } from '../formats/severity';
import type { LogRow } from '../model/log-row';
import { createReceiver, type Answer, type ReceiverOptions } from './receiver';
import { ALL_TAKEN, RowsRefused, type Delivered, type Sink } from './sink';

export interface OtlpOptions extends ReceiverOptions {
  name: string;
  format: FormatName;
  encoding?: 'protobuf' | 'json';
  resource?: Readonly<Record<string, string>>;
  /** A small number is better: if a part of a batch is rejected, the protocol does not say which part. */
  rows?: number;
  bytes?: number;
}

const ENCODINGS = {
  protobuf: { type: 'application/x-protobuf', serializer: ProtobufLogsSerializer },
  json: { type: 'application/json', serializer: JsonLogsSerializer },
};

const SCOPE = { name: '@j1-integrations/heroku-audit-trail' };

const SEVERITIES: Record<Severity, { severityNumber: number; severityText: string }> = {
  1: { severityNumber: 9, severityText: 'INFO' },
  2: { severityNumber: 10, severityText: 'INFO2' },
  3: { severityNumber: 13, severityText: 'WARN' },
};

/**
 * POSTs log records by OTLP/HTTP, at least once.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function otlpSink(options: OtlpOptions): Sink {
  const { name, url, format, encoding = 'protobuf', resource: attributes, rows = 50, bytes = 1024 * 1024 } = options;
  const { type, serializer } = ENCODINGS[encoding];
  const resource = resourceFromAttributes({ 'service.name': 'heroku-audit-trail', ...attributes });
  const receiver = createReceiver(options);
  const recordOf = (row: LogRow) => toRecord(row, format, resource);
  return {
    name,
    type: 'otlp',
    format,
    rows,
    bytes,
    async deliver(batch, signal) {
      const content = Buffer.from(serializer.serializeRequest(batch.rows.map(recordOf)) ?? []);
      const answer = await receiver.post(batch, {
        type,
        content,
        headers: { accept: type, 'idempotency-key': batch.id },
        signal,
        // A failure has another status. After a 200 the batch must not be sent again, also if only a part was taken.
        statusOnly: true,
      });
      return deliveredBy(answer, batch.rows);
    },
    close: receiver.close,
  };

  function deliveredBy(answer: Answer, batch: readonly LogRow[]): Delivered {
    const where = `POST ${url.origin}`;
    // For example a login page.
    if (/html/i.test(answer.type))
      throw new CollectorError(EXIT.unavailable, `${where} answered an HTML page instead of OTLP.`);
    const read = readAnswer(answer);
    if (!read) return { notice: 'an answer that cannot be read: whether it rejected rows is not known' };
    const { rejectedLogRecords = 0, errorMessage = '' } = read.partialSuccess ?? {};
    const rejected = Number(rejectedLogRecords);
    // In JSON, it can be anything.
    const words = typeof errorMessage === 'string' ? receiver.plain(errorMessage) : '';
    if (!(rejected > 0)) return words === '' ? ALL_TAKEN : { notice: words };
    const of = `${rejected} of ${batch.length} log records were rejected`;
    if (rejected >= batch.length) throw new RowsRefused(200, words, `${where}: ${of}: ${words}`);
    // The protocol forbids an automatic retry of these. A user can ask for one: `sinks retry`.
    return { refused: batch.map(({ seq }) => ({ seq, status: 200, words: `${of}, it is not said which: ${words}` })) };
  }

  /** Some receivers always answer in JSON. */
  function readAnswer({ type: answered, body, whole }: Answer) {
    if (!whole) return undefined;
    if (body.length === 0) return {};
    try {
      return (/json/i.test(answered) ? ENCODINGS.json.serializer : serializer).deserializeResponse(body);
    } catch {
      return undefined;
    }
  }
}

function toRecord(row: LogRow, format: FormatName, resource: Resource): ReadableLogRecord {
  return {
    hrTime: row.created_at === null ? [0, 0] : hrTimeOf(row.created_at),
    hrTimeObserved: hrTimeOf(row.first_seen),
    ...SEVERITIES[severityOf(row)],
    eventName: nameOf(row.type, row.action),
    body: FORMATS[format](row),
    resource,
    instrumentationScope: SCOPE,
    attributes: attributesOf(row),
    droppedAttributesCount: 0,
  };
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/ */
function attributesOf({
  source,
  id,
  revision,
  kind,
  seq,
  actor,
  app,
  team,
  ip,
}: LogRow): Record<string, string | number> {
  return {
    'heroku.source': source,
    'heroku.event.id': id,
    'heroku.event.revision': revision,
    'heroku.event.kind': kind,
    'heroku.seq': seq,
    ...(actor !== null && { [actor.includes('@') ? 'user.email' : 'user.id']: actor }),
    ...(app !== null && { 'heroku.app.name': app }),
    ...(team !== null && { 'heroku.team.name': team }),
    ...(ip !== null && { 'client.address': ip }),
  };
}

function hrTimeOf(time: string): [seconds: number, nanoseconds: number] {
  const ms = Date.parse(time);
  const seconds = Math.floor(ms / 1000);
  return [seconds, (ms - seconds * 1000) * 1e6];
}
