import { dirname, isAbsolute, join, resolve } from 'node:path';
import { shown } from '@j1-integrations/provider-http';
import { CollectorError, EXIT } from '../errors';
import { apiUrlFrom } from '../source/api';
import type { ReadableBy } from '../store/access';
import { readConfigFile } from './file';
import type { Flags } from './flags';
import { logLevel, type ConfigFile } from './schema';
import { secretsOfSink, sinksFrom, type SinkConfig } from './sinks';
import { storeFrom, type StoreConfig } from './store';
import { sourcesFrom, type SourceConfig } from './sources';

export interface Config {
  dataDir: string;
  readableBy: ReadableBy;
  apiUrl: URL;
  intervalSeconds: number;
  sources: SourceConfig[];
  sinks: SinkConfig[];
  store?: StoreConfig;
  listen: { host: string; port: number; hosts: string[] };
  redactAtRest: boolean;
  /** After how many days rows and files are removed; `undefined`: never. */
  retention: { rows?: number; files?: number };
  logLevel: string;
}

const DEFAULT_FOLDER = 'heroku-audit-trail';

const variable = (env: NodeJS.ProcessEnv, name: string): string | undefined => env[name] || undefined;

/** Flags come before the environment, and both before the file. @throws CollectorError with the key and what is allowed. */
export function loadConfig(flags: Flags, env: NodeJS.ProcessEnv): Config {
  const path = flags.config ?? variable(env, 'HEROKU_AUDIT_TRAIL_CONFIG');
  const file = path === undefined ? {} : readConfigFile(path);
  const folder = path === undefined ? process.cwd() : dirname(resolve(path));
  const resolvePath = (part: string) => (isAbsolute(part) ? part : join(folder, part));
  const dataDir = flags.dataDir ?? variable(env, 'HEROKU_AUDIT_TRAIL_DATA_DIR');
  return {
    dataDir:
      dataDir === undefined && file.dataDir !== undefined
        ? resolvePath(file.dataDir)
        : resolve(dataDir ?? DEFAULT_FOLDER),
    readableBy: file.readableBy ?? 'owner',
    apiUrl: env.HEROKU_API_URL ? apiUrlFrom(env.HEROKU_API_URL, 'HEROKU_API_URL') : apiUrlFrom(file.apiUrl, 'apiUrl'),
    intervalSeconds: flags.interval ?? file.interval ?? 300,
    sources: sourcesFrom(file, flags, env, resolvePath),
    sinks: sinksFrom(file, flags, env, resolvePath),
    store: storeFrom(file, env, resolvePath),
    listen: {
      host: file.listen?.host ?? '127.0.0.1',
      port: flags.port ?? file.listen?.port ?? 9465,
      hosts: file.listen?.hosts ?? [],
    },
    redactAtRest: file.redactAtRest ?? false,
    retention: retentionFrom(file),
    logLevel: env.LOG_LEVEL ? logLevelFrom(env.LOG_LEVEL) : (file.logLevel ?? 'info'),
  };
}

function retentionFrom({ retention }: ConfigFile): Config['retention'] {
  const days = (text: string | undefined) => (text === undefined ? undefined : Number.parseInt(text, 10));
  if (typeof retention === 'string') return { rows: days(retention), files: days(retention) };
  return { rows: days(retention?.rows), files: days(retention?.files) };
}

function logLevelFrom(text: string): string {
  const parsed = logLevel.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CollectorError(EXIT.config, `LOG_LEVEL is ${shown(text)}. Allowed: ${logLevel.options.join(', ')}.`);
}

export const secretsOf =
  ({ sources, sinks, store }: Config) =>
  (): string[] => [
    ...(store?.password?.seen() ?? []),
    ...sources.flatMap(({ token }) => token.seen()),
    ...sinks.flatMap(secretsOfSink),
  ];
