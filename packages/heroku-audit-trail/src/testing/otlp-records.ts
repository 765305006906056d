export interface OtlpRecord {
  /** Nanoseconds since 1970, as text; `0`: unknown. */
  time: string;
  observed: string;
  severity: number;
  severityText: string;
  eventName: string;
  body: string;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
  scope: string;
}

interface JsonRequest {
  resourceLogs: {
    resource: { attributes: JsonAttribute[] };
    scopeLogs: {
      scope: { name: string };
      logRecords: {
        timeUnixNano?: string;
        observedTimeUnixNano: string;
        severityNumber: number;
        severityText: string;
        eventName: string;
        body: { stringValue: string };
        attributes: JsonAttribute[];
      }[];
    }[];
  }[];
}

interface JsonAttribute {
  key: string;
  value: { stringValue?: string; intValue?: string | number };
}

const ofJson = (attributes: readonly JsonAttribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));

export function recordsInJson(body: Buffer): OtlpRecord[] {
  const { resourceLogs } = JSON.parse(body.toString()) as JsonRequest;
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({
        time: record.timeUnixNano ?? '0',
        observed: record.observedTimeUnixNano,
        severity: record.severityNumber,
        severityText: record.severityText,
        eventName: record.eventName,
        body: record.body.stringValue,
        attributes: ofJson(record.attributes),
        resource: ofJson(resource.attributes),
        scope: scope.name,
      })),
    ),
  );
}

/** A message of protobuf: values by number of the field. */
type Message = Map<number, (bigint | Buffer)[]>;

/** Without the library of the sink, which must not check itself. */
function messageOf(bytes: Buffer): Message {
  const fields: Message = new Map();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [field, wire] = [tag >> 3, tag & 7];
    let value: bigint | Buffer;
    if (wire === 0) value = varint();
    else if (wire === 1) value = bytes.readBigUInt64LE((at += 8) - 8);
    else if (wire === 5) value = BigInt(bytes.readUInt32LE((at += 4) - 4));
    else if (wire === 2) {
      const length = Number(varint());
      value = bytes.subarray(at, (at += length));
    } else throw new Error(`wire type ${wire}`);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  if (at !== bytes.length) throw new Error('broke off');
  return fields;
}

const messages = (message: Message, field: number) =>
  (message.get(field) ?? []).map((value) => messageOf(value as Buffer));
const text = (message: Message, field: number) => String(message.get(field)?.[0] ?? '');
const number = (message: Message, field: number) => String(message.get(field)?.[0] ?? 0n);

const ofProtobuf = (message: Message, field: number): Record<string, unknown> =>
  Object.fromEntries(
    messages(message, field).map((attribute) => {
      const [value] = messages(attribute, 2);
      return [text(attribute, 1), value.has(1) ? text(value, 1) : Number(number(value, 3))];
    }),
  );

/** @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto */
export function recordsInProtobuf(body: Buffer): OtlpRecord[] {
  return messages(messageOf(body), 1).flatMap((resourceLogs) => {
    const [resource] = messages(resourceLogs, 1);
    return messages(resourceLogs, 2).flatMap((scopeLogs) => {
      const [scope] = messages(scopeLogs, 1);
      return messages(scopeLogs, 2).map((record) => ({
        time: number(record, 1),
        observed: number(record, 11),
        severity: Number(number(record, 2)),
        severityText: text(record, 3),
        eventName: text(record, 12),
        body: text(messages(record, 5)[0], 1),
        attributes: ofProtobuf(record, 6),
        resource: ofProtobuf(resource, 1),
        scope: text(scope, 1),
      }));
    });
  });
}

export function partialSuccess(encoding: 'protobuf' | 'json', rejected: number, message: string): Buffer {
  if (encoding === 'json') {
    // A number of 64 bits is a text in JSON.
    const partial = { rejectedLogRecords: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify({ partialSuccess: partial }));
  }
  const said = Buffer.from(message);
  const partial = Buffer.concat([Buffer.from([0x08, rejected, 0x12, said.length]), said]);
  return Buffer.concat([Buffer.from([0x0a, partial.length]), partial]);
}
