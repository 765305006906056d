import { isConfidential, shown, webhookKey } from '@j1-integrations/provider-http';
import { CollectorError, EXIT } from '../errors';
import { bodyShape, type BodySettings } from '../sinks/body';
import type { Flags } from './flags';
import { headersFrom, type SinkHeaders } from './headers';
import type { ConfigFile, SinkSettings } from './schema';
import { secretFromFile, secretFromNamedEnv, type Secret } from './secrets';

type Format = SinkSettings['format'];

export interface ReceiverConfig {
  name: string;
  format: Format;
  url: URL;
  httpHosts: string[];
  headers: SinkHeaders;
  gzip: boolean;
  batchRows?: number;
  batchBytes?: number;
}

export type WebhookConfig = ReceiverConfig & {
  type: 'webhook';
  secret?: Secret;
  body?: BodySettings;
  answer?: 'status' | 'bulk';
};

export type OtlpConfig = ReceiverConfig & {
  type: 'otlp';
  encoding?: 'protobuf' | 'json';
  resource?: Record<string, string>;
};

export interface NdjsonConfig {
  name: string;
  type: 'ndjson';
  format: Format;
  rotateBytes: number;
  compressAfterMs?: number;
}

export type SinkConfig = NdjsonConfig | { name: string; type: 'stdout'; format: Format } | WebhookConfig | OtlpConfig;

export const secretsOfSink = (sink: SinkConfig): string[] => [
  ...('headers' in sink ? sink.headers.secrets() : []),
  ...(('secret' in sink && sink.secret?.seen()) || []),
];

type ResolvePath = (path: string) => string;

export function sinksFrom(
  file: ConfigFile,
  flags: Flags,
  env: NodeJS.ProcessEnv,
  resolvePath: ResolvePath,
): SinkConfig[] {
  const named = Object.entries(file.sinks ?? {});
  if (named.length > 0) {
    if (flags.sink === undefined && flags.format === undefined)
      return named.map(([name, settings]) => sinkFrom(name, settings, env, resolvePath));
    throw new CollectorError(
      EXIT.usage,
      'The configuration file names the sinks and their formats. --sink and --format are allowed only without a sink in the file.',
    );
  }
  const format = flags.format === undefined ? 'raw' : formatFrom(flags.format);
  return (flags.sink ?? ['ndjson']).map((type) => {
    if (type === 'stdout') return { name: type, type, format };
    if (type === 'ndjson') return ndjsonFrom(type, { type, format });
    throw new CollectorError(
      EXIT.usage,
      `--sink is ${shown(type)}. Allowed: ndjson, stdout. Configure other sinks in a file.`,
    );
  });
}

const UNIT_BYTES = { kB: 1e3, MB: 1e6, GB: 1e9 };
const UNIT_MS = { h: 3_600_000, d: 86_400_000 };

export function ndjsonFrom(
  name: string,
  { type, format, rotateSize = '100MB', compressAfter = '7d' }: Extract<SinkSettings, { type: 'ndjson' }>,
): NdjsonConfig {
  const [, size, sizeUnit] = /^(\d+)(.+)$/.exec(rotateSize)!;
  const [, after, unit] = /^(\d+)(.)$/.exec(compressAfter) ?? [];
  return {
    ...{ name, type, format },
    rotateBytes: Number(size) * UNIT_BYTES[sizeUnit as keyof typeof UNIT_BYTES],
    compressAfterMs: after === undefined ? undefined : Number(after) * UNIT_MS[unit as keyof typeof UNIT_MS],
  };
}

export function formatFrom(text: string): Format {
  if (text === 'raw' || text === 'ocsf') return text;
  throw new CollectorError(EXIT.usage, `--format is ${shown(text)}. Allowed: raw, ocsf.`);
}

function sinkFrom(name: string, settings: SinkSettings, env: NodeJS.ProcessEnv, resolvePath: ResolvePath): SinkConfig {
  if (settings.type === 'ndjson') return ndjsonFrom(name, settings);
  if (settings.type === 'stdout') return { name, type: settings.type, format: settings.format };
  if (settings.type === 'otlp') {
    const { type, encoding, resource } = settings;
    return { ...receiverFrom(name, settings, env, resolvePath), type, encoding, resource };
  }
  const path = `sinks.${name}`;
  const { type, secretEnv, secretFile, body, answer } = settings;
  if (secretEnv !== undefined && secretFile !== undefined) {
    throw new CollectorError(EXIT.config, `${path} has both secretEnv and secretFile. Allowed: one of them.`);
  }
  const check = { check: webhookKey };
  const secret =
    secretFile !== undefined
      ? secretFromFile(resolvePath(secretFile), `${path}.secretFile`, check)
      : secretEnv !== undefined
        ? secretFromNamedEnv(secretEnv, `${path}.secretEnv`, env, check)
        : undefined;
  try {
    bodyShape(body);
  } catch (error) {
    throw new CollectorError(EXIT.config, `${path}.body ${(error as Error).message}.`);
  }
  if (answer === 'bulk' && !(typeof body === 'object' && 'lines' in body)) {
    throw new CollectorError(
      EXIT.config,
      `${path}.answer is bulk, but ${path}.body is not { lines: … }. Allowed: both together.`,
    );
  }
  return { ...receiverFrom(name, settings, env, resolvePath), type, secret, body, answer };
}

function receiverFrom(
  name: string,
  {
    format,
    url,
    httpHosts = [],
    headers = {},
    gzip = false,
    batchRows,
    batchBytes,
  }: Extract<SinkSettings, { url: string }>,
  env: NodeJS.ProcessEnv,
  resolvePath: ResolvePath,
): ReceiverConfig {
  const path = `sinks.${name}`;
  return {
    name,
    format,
    url: urlFrom(url, httpHosts, path),
    httpHosts,
    headers: headersFrom(headers, `${path}.headers`, env, resolvePath),
    gzip,
    batchRows,
    batchBytes,
  };
}

function urlFrom(text: string, httpHosts: readonly string[], path: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isConfidential(url, httpHosts)) return url;
  throw new CollectorError(
    EXIT.config,
    // The rest of the address may be a password.
    `${path}.url is ${url ? `"${url.origin}"` : 'not a URL'}. Allowed: https; http on loopback, and to hosts that ${path}.httpHosts names.`,
  );
}
