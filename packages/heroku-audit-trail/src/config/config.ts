import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isConfidential, shown, webhookKey } from '@j1-integrations/provider-http';
import { parseDocument } from 'yaml';
import type { Day } from '../days';
import { CollectorError, EXIT } from '../errors';
import { apiUrlFrom } from '../source/api';
import type { ReadableBy } from '../store/access';
import { fileSchema, logLevel, problemsOf, type ConfigFile, type SinkSettings } from './schema';
import { secretFromEnv, secretFromFile, secretFromNamedEnv, type Secret } from './tokens';

export interface SourceConfig {
  name: string;
  /** The enterprise account's id or name. */
  account: string | undefined;
  token: Secret;
  /** The first day that is collected. Default: yesterday, at the first run. */
  since: Day | undefined;
}

export type SinkConfig =
  | { name: string; type: 'ndjson' | 'stdout'; format: SinkSettings['format'] }
  | { name: string; type: 'webhook'; format: SinkSettings['format']; url: URL; secret?: Secret; batchRows?: number };

export interface Config {
  dataDir: string;
  /** Who may read what is in it. */
  readableBy: ReadableBy;
  apiUrl: URL;
  intervalSeconds: number;
  sources: SourceConfig[];
  sinks: SinkConfig[];
  listen: { host: string; port: number; hosts: string[] };
  /** Whether the table keeps a salted hash instead of each value of a config var. */
  redactAtRest: boolean;
  logLevel: string;
}

export interface Flags {
  config?: string;
  dataDir?: string;
  account?: string;
  tokenFile?: string;
  sink?: string[];
  format?: string;
  interval?: number;
  port?: number;
}

const DEFAULT_SOURCE = 'heroku';
const DEFAULT_FOLDER = 'heroku-audit-trail';

/** Empty is as good as not set. */
const variable = (env: NodeJS.ProcessEnv, name: string): string | undefined => env[name] || undefined;

/**
 * Flags before the environment before the file, where they say the same.
 *
 * @throws CollectorError that names the key, what it holds and what is allowed.
 */
export function loadConfig(flags: Flags, env: NodeJS.ProcessEnv): Config {
  const path = flags.config ?? variable(env, 'HEROKU_AUDIT_TRAIL_CONFIG');
  const file = path === undefined ? {} : readConfigFile(path);
  const folder = path === undefined ? process.cwd() : dirname(resolve(path));
  const below = (part: string) => (isAbsolute(part) ? part : join(folder, part));
  const dataDir = flags.dataDir ?? variable(env, 'HEROKU_AUDIT_TRAIL_DATA_DIR');
  return {
    dataDir:
      dataDir === undefined && file.dataDir !== undefined ? below(file.dataDir) : resolve(dataDir ?? DEFAULT_FOLDER),
    readableBy: file.readableBy ?? 'owner',
    apiUrl: env.HEROKU_API_URL ? apiUrlFrom(env.HEROKU_API_URL, 'HEROKU_API_URL') : apiUrlFrom(file.apiUrl, 'apiUrl'),
    intervalSeconds: flags.interval ?? file.interval ?? 300,
    sources: sourcesFrom(file, flags, env, below),
    sinks: sinksFrom(file, flags, env, below),
    listen: {
      host: file.listen?.host ?? '127.0.0.1',
      port: flags.port ?? file.listen?.port ?? 9465,
      hosts: file.listen?.hosts ?? [],
    },
    redactAtRest: file.redactAtRest ?? false,
    logLevel: env.LOG_LEVEL ? logLevelFrom(env.LOG_LEVEL) : (file.logLevel ?? 'info'),
  };
}

function logLevelFrom(text: string): string {
  const parsed = logLevel.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CollectorError(EXIT.config, `LOG_LEVEL is ${shown(text)}. Allowed: ${logLevel.options.join(', ')}.`);
}

function readConfigFile(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CollectorError(
      EXIT.config,
      `The configuration ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    // Its message may quote the text, and so a secret.
    const place = error.linePos ? ` at line ${error.linePos[0].line}, column ${error.linePos[0].col}` : '';
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    throw new CollectorError(EXIT.config, `${path} is no YAML: ${what}${place}`);
  }
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch {
    throw new CollectorError(EXIT.config, `${path} has an alias (*name) without its anchor (&name), or too many.`);
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CollectorError(EXIT.config, [`${path}:`, ...problemsOf(parsed.error.issues, value)].join('\n  '));
}

type Below = (path: string) => string;

/** Becomes a part of addresses, which errors name: so a token in its place is refused before. */
function accountFrom(account: string | undefined, setting: string): string | undefined {
  if (account === undefined || !/^HRKU-/i.test(account)) return account;
  throw new CollectorError(
    EXIT.config,
    `${setting} holds what looks like a token, and is not shown. Allowed: the id or the name of the enterprise account.`,
  );
}

function sourcesFrom(file: ConfigFile, flags: Flags, env: NodeJS.ProcessEnv, below: Below): SourceConfig[] {
  const named = Object.entries(file.sources ?? {});
  if (named.length === 0) {
    const tokenFile = flags.tokenFile ?? variable(env, 'HEROKU_API_KEY_FILE');
    const setting = flags.tokenFile === undefined ? 'HEROKU_API_KEY_FILE' : '--token-file';
    return [
      {
        name: DEFAULT_SOURCE,
        account: accountFrom(flags.account ?? variable(env, 'HEROKU_ENTERPRISE_ACCOUNT'), 'The enterprise account'),
        token: tokenFile !== undefined ? secretFromFile(tokenFile, setting) : secretFromEnv('HEROKU_API_KEY', env),
        since: undefined,
      },
    ];
  }
  if (flags.account !== undefined || flags.tokenFile !== undefined) {
    throw new CollectorError(
      EXIT.usage,
      'Accounts are named in the configuration file: --account and --token-file are for none.',
    );
  }
  return named.map(([name, { account, apiKeyEnv, apiKeyFile, since }]) => {
    const path = `sources.${name}`;
    if (accountFrom(account, `${path}.account`) === undefined)
      throw new CollectorError(EXIT.config, `${path}.account is not set: the id or name of it.`);
    if (apiKeyEnv !== undefined && apiKeyFile !== undefined) {
      throw new CollectorError(EXIT.config, `${path} has both apiKeyEnv and apiKeyFile. Allowed: one of them.`);
    }
    const token =
      apiKeyFile !== undefined
        ? secretFromFile(below(apiKeyFile), `${path}.apiKeyFile`)
        : secretFromNamedEnv(apiKeyEnv ?? 'HEROKU_API_KEY', `${path}.apiKeyEnv`, env);
    return { name, account, token, since };
  });
}

function sinksFrom(file: ConfigFile, flags: Flags, env: NodeJS.ProcessEnv, below: Below): SinkConfig[] {
  const named = Object.entries(file.sinks ?? {});
  if (named.length > 0) {
    if (flags.sink === undefined && flags.format === undefined)
      return named.map(([name, settings]) => sinkFrom(name, settings, env, below));
    throw new CollectorError(
      EXIT.usage,
      'Sinks are named in the configuration file, with the format of each: --sink and --format are for none.',
    );
  }
  const format = flags.format === undefined ? 'raw' : formatFrom(flags.format);
  return (flags.sink ?? ['ndjson']).map((type) => {
    if (type === 'ndjson' || type === 'stdout') return { name: type, type, format };
    throw new CollectorError(
      EXIT.usage,
      `--sink is ${shown(type)}. Allowed: ndjson, stdout; a webhook is named in a file.`,
    );
  });
}

export function formatFrom(text: string): SinkConfig['format'] {
  if (text === 'raw' || text === 'ocsf') return text;
  throw new CollectorError(EXIT.usage, `--format is ${shown(text)}. Allowed: raw, ocsf.`);
}

function sinkFrom(name: string, settings: SinkSettings, env: NodeJS.ProcessEnv, below: Below): SinkConfig {
  if (settings.type !== 'webhook') return { name, type: settings.type, format: settings.format };
  const { type, format, url: text, secretEnv, secretFile, batchRows } = settings;
  const path = `sinks.${name}`;
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // Named below.
  }
  if (!url || !isConfidential(url)) {
    throw new CollectorError(
      EXIT.config,
      // The rest of it may be a password.
      `${path}.url is ${url ? `"${url.origin}"` : 'no URL'}. Allowed: https; http on loopback only.`,
    );
  }
  if (secretEnv !== undefined && secretFile !== undefined) {
    throw new CollectorError(EXIT.config, `${path} has both secretEnv and secretFile. Allowed: one of them.`);
  }
  const secret =
    secretFile !== undefined
      ? secretFromFile(below(secretFile), `${path}.secretFile`, webhookKey)
      : secretEnv !== undefined
        ? secretFromNamedEnv(secretEnv, `${path}.secretEnv`, env, webhookKey)
        : undefined;
  return { name, type, format, url, secret, batchRows };
}
