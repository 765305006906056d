import { hostname } from 'node:os';
import type Pg from 'pg';
import { commandName } from '../../command-name';
import { CollectorError, EXIT, StoreLost } from '../../errors';
import type { Columns, Sql, Target, Value } from '../sql';
import { KIND } from '../tables';
import { startHeartbeat } from './heartbeat';
import { createStatementQueue } from './statement-queue';

export interface PostgresSettings {
  url: URL;
  password?: { read: () => Promise<string> };
}

/** One session of the server. Its locks and its transaction end with it. */
export interface Session {
  sql: Sql;
  exec: (text: string) => Promise<void>;
  lost: Promise<never>;
  /** From now on, ends a connection without an answer after this time: a network can drop packets silently. */
  endUnanswered: (afterMs: number) => void;
  close(): Promise<void>;
}

const POSTGRES_COLUMNS: Columns = {
  key: 'event_id',
  id: "CASE WHEN event_id LIKE ':%' THEN substr(event_id, 2) ELSE CAST(CAST(event_id AS uuid) AS text) END",
  hash: "upper(encode(raw_hash, 'hex'))",
  kind: KIND,
  bytes: 'raw',
  unindexed: '',
};

const TYPES: Record<Target['columns'][number]['type'], string> = {
  text: 'text',
  key: 'text',
  integer: 'bigint',
  bytes: 'bytea',
  json: 'bytea',
};
const BIGINT = 20;

/** The server ends a session that is silent for this time. */
const SILENT_MS = 10_000;
const CLOSING_MS = 2000;
const SETTINGS = `SET client_encoding = 'UTF8'; SET idle_in_transaction_session_timeout = ${SILENT_MS};
  SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 4; SET tcp_user_timeout = 8000;`;

export const nameOf = ({ url }: PostgresSettings): string => `${url.host}${url.pathname}`;

/** @throws CollectorError if the server cannot be reached, or refuses the session. */
export async function openSession(settings: PostgresSettings): Promise<Session> {
  const place = nameOf(settings);
  const client = await connect(settings);
  let end: (error: Error) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (end = reject));
  lost.catch(() => undefined);
  client.on('error', (error) => end(explainedHere(error, place)));
  client.on('end', () => end(new StoreLost(`The connection to PostgreSQL (${place}) has ended.`)));
  const inQueue = createStatementQueue();
  const heartbeat = startHeartbeat(client, inQueue);
  const query = async <Row extends unknown[] | object>(text: string, values: unknown[], rowMode?: 'array') => {
    try {
      const asked = { text, values, ...(rowMode && { rowMode }) } as Pg.QueryConfig;
      return await inQueue(() => client.query<Row & Pg.QueryResultRow>(asked));
    } catch (error) {
      throw explainedHere(error as Error, place);
    }
  };
  const session: Session = {
    sql: sqlOf(query),
    exec: async (text) =>
      void (await inQueue(() => client.query(text)).catch((error: Error) =>
        Promise.reject(explainedHere(error, place)),
      )),
    lost,
    endUnanswered: heartbeat.endUnanswered,
    async close() {
      heartbeat.stop();
      // A server that is gone does not answer this either.
      const timer = setTimeout(() => client.connection.stream.destroy(), CLOSING_MS);
      await client.end().catch(() => undefined);
      clearTimeout(timer);
    },
  };
  await session.exec(SETTINGS);
  return session;
}

async function connect(settings: PostgresSettings): Promise<Pg.Client> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most collectors need none of it
  const { Client, types } = require('pg') as typeof Pg;
  const url = new URL(settings.url);
  const password = await settings.password?.read();
  if (password !== undefined) url.password = encodeURIComponent(password);
  const client = new Client({
    connectionString: url.href,
    application_name: `heroku-audit-trail ${commandName()} at ${hostname()}, process ${process.pid}`.slice(0, 63),
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format: 'text') =>
        oid === BIGINT ? Number : (types.getTypeParser(oid, format) as unknown)) as typeof types.getTypeParser,
    },
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw explainedHere(error as Error, nameOf(settings));
  }
}

type Query = (text: string, values: unknown[], rowMode?: 'array') => Promise<Pg.QueryResult>;

function sqlOf(query: Query): Sql {
  const numbered = new Map<string, string>();
  const numbers = (text: string) => {
    let found = numbered.get(text);
    if (found === undefined) {
      let n = 0;
      found = text.replace(/\?(each)?/g, (_, each) => (each ? `ANY($${(n += 1)}::text[])` : `$${(n += 1)}`));
      numbered.set(text, found);
    }
    return found;
  };
  return {
    columns: POSTGRES_COLUMNS,
    key: (key) => key,
    text: textOf,
    get: async <Row>(text: string, ...values: Value[]) =>
      (await query(numbers(text), values.map(storable))).rows[0] as Row | undefined,
    all: async <Row>(text: string, ...values: Value[]) =>
      (await query(numbers(text), values.map(storable))).rows as Row[],
    lists: async <Row extends unknown[]>(text: string, ...values: Value[]) =>
      (await query(numbers(text), values.map(storable), 'array')).rows as Row[],
    ofEvents: async <Row>(text: string, keys: readonly string[], ...values: Value[]) =>
      (await query(numbers(text), [...values.map(storable), keys.map(storable)])).rows as Row[],
    run: async (text, ...values) => (await query(numbers(text), values.map(storable))).rowCount ?? 0,
    async insert({ table, columns, onConflict }, rows) {
      if (rows.length === 0) return;
      const names = columns.map(({ name }) => name).join(', ');
      const lists = columns.map(({ type }, i) => `$${i + 1}::${TYPES[type]}[]`).join(', ');
      const values = columns.map((_, i) => rows.map((row) => storable(row[i])));
      const conflict = onConflict ? ` ON CONFLICT ${onConflict}` : '';
      await query(`INSERT INTO ${table} (${names}) SELECT * FROM unnest(${lists})${conflict}`, values);
    },
  };
}

/** PostgreSQL cannot store this character in text. */
const textOf = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text);

const storable = (value: Value): Value => (typeof value === 'string' ? textOf(value) : value);

/** Explains an error without the statement, which has personal data in it. */
function explainedHere(error: Error, place: string): Error {
  if (error instanceof CollectorError) return error;
  const { code = '', message } = error as Error & { code?: string };
  const said = `PostgreSQL (${place}): ${message}${code ? ` (${code})` : ''}`;
  if (/^(28|3D|3F|42501)/.test(code)) {
    return new CollectorError(
      EXIT.config,
      said,
      'Check store and its password in the configuration, and the rights of its user.',
    );
  }
  if (/^53/.test(code))
    return new CollectorError(EXIT.disk, said, 'Free some space there. Nothing has to be repaired.');
  if (!/^[0-9A-Z]{5}$/.test(code) || /^(08|57|25P0)/.test(code)) return new StoreLost(said);
  return new Error(said);
}
