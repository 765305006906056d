import { hash } from 'node:crypto';
import type { Day } from '../model/days';
import type { EventKey } from '../model/event';
import type { Columns, Reading, Sql } from './sql';
import type { Database } from './sqlite';
import { SQLITE_COLUMNS } from './sqlite-sql';

/** A chain's number of rows, and the hash of its last row, which covers all rows. */
export interface Head {
  links: number;
  head: string;
}

export interface DayHead extends Head {
  source: string;
  day: Day;
}

export interface Grown {
  before: Head;
  now: DayHead;
}

/** All columns of a row, with `raw_hash` instead of its JSON. */
export interface LinkRow {
  seq: number;
  source: string;
  key: EventKey;
  revision: number;
  kind: 'event' | 'vanished';
  extended: number;
  day: Day;
  created_at: string | null;
  type: string | null;
  action: string | null;
  actor: string | null;
  app: string | null;
  team: string | null;
  ip: string | null;
  raw_hash: string;
  origin: string;
  late: number;
  first_seen: string;
}

export const linkColumns = ({ key, hash: rawHash }: Columns): string => `seq, source, ${key} AS key,
  revision, kind, extended, day, created_at, type, action, actor, app, team, ip, ${rawHash} AS raw_hash, origin, late,
  first_seen`;

export const NO_LINKS: Head = { links: 0, head: '' };

export const link = ({ links, head }: Head, row: LinkRow): Head => ({ links: links + 1, head: linked(head, row) });

/** SHA-256 of the hash before, a line break, and the row as a JSON list in the order of `LinkRow`. */
function linked(head: string, row: LinkRow): string {
  const { seq, source, key, revision, kind, extended, day, created_at, type, action, actor, app, team, ip } = row;
  // prettier-ignore
  const text = JSON.stringify([seq, source, key, revision, kind, extended, day, created_at, type, action, actor, app,
    team, ip, row.raw_hash, row.origin, row.late, row.first_seen]);
  return hash('sha256', `${head}\n${text}`);
}

export type Chains = ReturnType<typeof readChains>;

/** Any edit of a row changes the head of its day. `isThere` is `false` for tables of an earlier version. */
export const readChains = (sql: Reading, isThere = true) => ({
  get: async (source: string, day: Day): Promise<Head> =>
    (await sql.get<Head>('SELECT links, head FROM chains WHERE source = ? AND day = ?', source, day)) ?? NO_LINKS,
  all: async (): Promise<DayHead[]> =>
    isThere ? sql.all<DayHead>('SELECT source, day, links, head FROM chains ORDER BY source, day') : [],
});

export type GrowingChains = ReturnType<typeof growChains>;

export function growChains(sql: Sql) {
  const chains = readChains(sql);
  const grown = new Map<string, Grown>();

  return {
    ...chains,
    /** Add the rows in the order in which they are inserted. */
    async of(source: string, day: Day): Promise<{ add(row: LinkRow): void }> {
      const name = `${source} ${day}`;
      let found = grown.get(name);
      if (!found) {
        const before = await chains.get(source, day);
        grown.set(name, (found = { before, now: { source, day, ...before } }));
      }
      const { now } = found;
      return {
        add(row) {
          now.links += 1;
          now.head = linked(now.head, row);
        },
      };
    },
    async write(): Promise<Grown[]> {
      for (const { now } of grown.values()) {
        await sql.run(
          `INSERT INTO chains (source, day, links, head) VALUES (?, ?, ?, ?)
           ON CONFLICT (source, day) DO UPDATE SET links = excluded.links, head = excluded.head`,
          ...[now.source, now.day, now.links, now.head],
        );
      }
      return [...grown.values()];
    },
  };
}

const ROWS_AT_ONCE = { links: 2000, whole: 100 };

export async function* linkRows(sql: Reading, source: string, day: Day): AsyncGenerator<LinkRow, void, undefined> {
  yield* inPieces<LinkRow>(sql, linkColumns(sql.columns), source, day, ROWS_AT_ONCE.links);
}

/** With the JSON as bytes, because text would hide bytes that are no longer UTF-8. */
export async function* wholeRows(
  sql: Reading,
  source: string,
  day: Day,
): AsyncGenerator<LinkRow & { raw: Buffer }, void, undefined> {
  const { columns } = sql;
  yield* inPieces<LinkRow & { raw: Buffer }>(
    sql,
    `${linkColumns(columns)}, ${columns.bytes} AS raw`,
    ...([source, day, ROWS_AT_ONCE.whole] as const),
  );
}

async function* inPieces<Row extends LinkRow>(
  sql: Reading,
  columns: string,
  source: string,
  day: Day,
  piece: number,
): AsyncGenerator<Row, void, undefined> {
  const text = `SELECT ${columns} FROM heroku_logs WHERE source = ? AND day = ? AND seq > ? ORDER BY seq LIMIT ?`;
  for (let after = 0; ;) {
    const rows = await sql.all<Row>(text, source, day, after, piece);
    yield* rows;
    if (rows.length < piece) return;
    after = rows[rows.length - 1].seq;
  }
}

export function chainAll(db: Database): void {
  const heads = new Map<string, DayHead>();
  for (const row of db
    .prepare<[], LinkRow>(`SELECT ${linkColumns(SQLITE_COLUMNS)} FROM heroku_logs ORDER BY seq`)
    .iterate()) {
    const { source, day } = row;
    const name = `${source} ${day}`;
    heads.set(name, { source, day, ...link(heads.get(name) ?? NO_LINKS, row) });
  }
  const put = db.prepare('INSERT INTO chains (source, day, links, head) VALUES (?, ?, ?, ?)');
  for (const { source, day, links, head } of heads.values()) put.run(source, day, links, head);
}
