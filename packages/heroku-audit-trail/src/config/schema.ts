import { shown } from '@j1-integrations/provider-http';
import { z } from 'zod';
import { isDay } from '../model/days';
import { FORMATS } from '../formats/format';
import type { FormatName } from '../model/format-name';
import { NAME } from '../model/name';
import { READABLE_BY } from '../store/access';

const formats = Object.keys(FORMATS) as [FormatName, ...FormatName[]];

const name = z.string().regex(NAME, 'small letters, digits, - and _, at most 63');

export const isName = (text: string): boolean => NAME.test(text);

const variable = z.string().min(1, 'the name of an environment variable');
const path = z.string().min(1, 'the path of a file');

const source = z.strictObject({
  account: z.string().min(1, 'the id or the name of the enterprise account').optional(),
  apiKeyEnv: variable.optional(),
  apiKeyFile: path.optional(),
  since: z.string().refine(isDay, 'a day such as 2026-05-01, from 2017-01-01 on').optional(),
  name: z
    .string()
    .regex(/^\P{C}{1,100}$/u, 'a text of at most 100 characters, such as Heroku Audit Prod')
    .optional(),
});

const format = z.enum(formats).default('raw');

const secretHeader = z.strictObject({ env: variable.optional(), file: path.optional(), prefix: z.string().optional() });

const receiver = {
  format,
  url: z.string().min(1, 'an address that begins with https://'),
  httpHosts: z.array(z.string().regex(/^[\w.-]+$/, 'a name such as splunk.internal, without a port')).optional(),
  headers: z
    .record(z.string(), z.union([z.string(), secretHeader], { error: 'a text, { env: … } or { file: … }' }))
    .optional(),
  gzip: z.boolean().optional(),
  batchRows: z.int().min(1).max(10_000).optional(),
  /** Without compression, and without the text of a template. */
  batchBytes: z
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .optional(),
};

const body = z.union(
  [
    z.enum(['ndjson', 'array']),
    z.strictObject({ lines: z.array(z.json()).min(1) }),
    z.strictObject({ array: z.json(), in: z.json().optional() }),
  ],
  { error: 'ndjson, array, { lines: [ … ] } or { array: …, in: … }' },
);

const SIZE = 'a size from 1kB on, such as 100MB (kB, MB, GB)';
const AFTER = 'hours or days, such as 6h or 7d, or never';

const sink = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ndjson'),
    format,
    rotateSize: z
      .string({ error: SIZE })
      .regex(/^[1-9]\d{0,5}(kB|MB|GB)$/, SIZE)
      .optional(),
    compressAfter: z
      .string({ error: AFTER })
      .regex(/^(never|\d{1,4}[hd])$/, AFTER)
      .optional(),
  }),
  z.strictObject({ type: z.literal('stdout'), format }),
  z.strictObject({
    type: z.literal('webhook'),
    ...receiver,
    secretEnv: variable.optional(),
    secretFile: path.optional(),
    body: body.optional(),
    answer: z.enum(['status', 'bulk']).optional(),
  }),
  z.strictObject({
    type: z.literal('otlp'),
    ...receiver,
    encoding: z.enum(['protobuf', 'json']).optional(),
    resource: z.record(z.string(), z.string()).optional(),
  }),
]);

/** At least 62 days, because Heroku's archive comes after its month. */
const KEPT = 'days from 62d on, such as 400d, or { rows: 400d, files: 90d }';
const kept = z.string().refine((text) => /^\d{2,5}d$/.test(text) && Number.parseInt(text, 10) >= 62, KEPT);

export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);

export const fileSchema = z.strictObject({
  dataDir: z.string().min(1, 'the path of a folder').optional(),
  readableBy: z.enum(READABLE_BY).optional(),
  store: z.string().min(1, 'sqlite, or postgres://user@host/database').optional(),
  storePasswordEnv: variable.optional(),
  storePasswordFile: path.optional(),
  apiUrl: z.string().min(1, 'an address that begins with https://').optional(),
  interval: z.number().min(1).max(86_400).optional(),
  sources: z.record(name, source).optional(),
  sinks: z.record(name, sink).optional(),
  listen: z
    .strictObject({
      host: z.string().min(1).optional(),
      port: z.int().min(0).max(65_535).optional(),
      hosts: z.array(z.string().regex(/^[\w.-]+$/, 'a name such as audit.example.com, without a port')).optional(),
    })
    .optional(),
  redactAtRest: z.boolean().optional(),
  retention: z
    .union([kept, z.strictObject({ rows: kept.optional(), files: kept.optional() })], { error: KEPT })
    .optional(),
  logLevel: logLevel.optional(),
});

export type ConfigFile = z.infer<typeof fileSchema>;
export type SinkSettings = z.infer<typeof sink>;

const SINKS = sink.options.map(({ shape }) => ({ type: shape.type.value, keys: Object.keys(shape) }));
const TYPES = SINKS.map(({ type }) => type).join(', ');

const KEYS: Record<string, readonly string[]> = {
  '': Object.keys(fileSchema.shape),
  'sources.*': Object.keys(source.shape),
  listen: ['host', 'port', 'hosts'],
  retention: ['rows', 'files'],
};

function keysOfSink(value: unknown, name: string): readonly string[] {
  const { type } = (value as { sinks: Record<string, { type?: unknown }> }).sinks[name];
  return SINKS.find((known) => known.type === type)?.keys ?? [];
}

/** A name that a user chose may be a secret by mistake, so it is shown only if it is short. */
export const pathShown = (path: readonly string[]): string =>
  path.map((part, i) => (i < 3 || NAME_SHOWN.test(part) ? part : shown(part))).join('.');

/** Names of headers look like this; a secret is longer. */
export const NAME_SHOWN = /^([A-Za-z]{1,15}(-[A-Za-z]{1,15}){0,4}|[\w-]{1,15})$/;

const keyShown = (key: string) => (/^[a-z]{1,30}$/i.test(key) ? key : shown(key));

export function problemsOf(issues: readonly z.core.$ZodIssue[], value: unknown): string[] {
  return issues.map((issue) => {
    const path = issue.path.map(String);
    const got = shown(path.reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], value));
    const where =
      (issue.code === 'invalid_key' ? [...path.slice(0, -1), shown(path.at(-1))].join('.') : pathShown(path)) ||
      'the file';
    if (issue.code === 'unrecognized_keys') {
      const general = path.map((part, i) => (i === 1 ? '*' : part)).join('.');
      const prefix = path.length > 0 ? `${path.join('.')}.` : '';
      const keys = general === 'sinks.*' ? keysOfSink(value, path[1]) : (KEYS[general] ?? []);
      return `${issue.keys.map((key) => prefix + keyShown(key)).join(', ')} is not known. Allowed there: ${keys.join(', ')}.`;
    }
    if (issue.code === 'invalid_value') return `${where} is ${got}. Allowed: ${issue.values.map(String).join(', ')}.`;
    if (issue.code === 'invalid_union' && issue.discriminator) return `${where} is ${got}. Allowed: ${TYPES}.`;
    if (issue.code === 'invalid_key') return `${where} is not a name. Allowed: small letters, digits, - and _.`;
    return `${where} is ${got}. Allowed: ${issue.message}.`;
  });
}
