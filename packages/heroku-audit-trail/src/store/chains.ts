import { hash } from 'node:crypto';
import type { Day } from '../days';
import type { Database } from './sqlite';

/** What is so far of a chain: how many rows it has, and the hash of the last of them, which is the hash of them all. */
export interface Head {
  links: number;
  head: string;
}

export interface DayHead extends Head {
  source: string;
  day: Day;
}

/** What a transaction has added to a day. */
export interface Grown {
  before: Head;
  now: DayHead;
}

/** All that the table has of a row, but for its JSON, which `raw_hash` stands for. */
export interface LinkRow {
  seq: number;
  source: string;
  /** See `mapKeyOf`. */
  key: string;
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
  /** In hexadecimal capitals. */
  raw_hash: string;
  origin: string;
  late: number;
  first_seen: string;
}

/** As SQL names what is in a LinkRow. */
export const LINK_COLUMNS = `seq, source, CASE typeof(event_id) WHEN 'blob' THEN hex(event_id) ELSE ':' || event_id END AS key,
  revision, kind, extended, day, created_at, type, action, actor, app, team, ip, hex(raw_hash) AS raw_hash, origin, late,
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

export type Chains = ReturnType<typeof createChains>;

/**
 * The rows of each day of a source are a hash chain: whoever has its head, which is also in the sidecar and in every
 * report of `reconcile`, sees any later edit of the day.
 */
export function createChains(db: Database) {
  /** Of the transaction that is under way. */
  const pending = new Map<string, Grown>();
  // The tables of an earlier version, which whoever only looks leaves as they are, have no chains.
  const one = () => db.prepare<[string, Day], Head>('SELECT links, head FROM chains WHERE source = ? AND day = ?');
  let read: ReturnType<typeof one> | undefined;
  /** The day of the row before: most rows of a transaction are of one day. */
  let latest: Grown | undefined;

  function grownOf(source: string, day: Day): Grown {
    const name = `${source} ${day}`;
    let grown = pending.get(name);
    if (!grown) {
      const before = (read ??= one()).get(source, day) ?? NO_LINKS;
      pending.set(name, (grown = { before, now: { source, day, ...before } }));
    }
    return grown;
  }

  function forget(): void {
    pending.clear();
    latest = undefined;
  }

  return {
    /** Adds a row that was just inserted. To be called in a transaction, which `write` ends. */
    add(row: LinkRow): void {
      const { source, day } = row;
      if (latest?.now.day !== day || latest.now.source !== source) latest = grownOf(source, day);
      latest.now.links += 1;
      latest.now.head = linked(latest.now.head, row);
    },
    /** Writes what has grown, and gives it. */
    write(): Grown[] {
      const grown = [...pending.values()];
      forget();
      if (grown.length === 0) return grown;
      const put = db.prepare('INSERT OR REPLACE INTO chains (source, day, links, head) VALUES (?, ?, ?, ?)');
      for (const { now } of grown) put.run(now.source, now.day, now.links, now.head);
      return grown;
    },
    /** The transaction came to nothing. */
    forget,
    get: (source: string, day: Day): Head => one().get(source, day) ?? NO_LINKS,
    all: (): DayHead[] => {
      if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'chains'").get() === undefined) return [];
      return db.prepare<[], DayHead>('SELECT source, day, links, head FROM chains ORDER BY source, day').all();
    },
  };
}

/** Makes the chains of rows that were written without them. */
export function chainAll(db: Database): void {
  const heads = new Map<string, DayHead>();
  for (const row of db.prepare<[], LinkRow>(`SELECT ${LINK_COLUMNS} FROM heroku_logs ORDER BY seq`).iterate()) {
    const { source, day } = row;
    const name = `${source} ${day}`;
    heads.set(name, { source, day, ...link(heads.get(name) ?? NO_LINKS, row) });
  }
  const put = db.prepare('INSERT INTO chains (source, day, links, head) VALUES (?, ?, ?, ?)');
  for (const { source, day, links, head } of heads.values()) put.run(source, day, links, head);
}
