import { crashPoint } from '../crash-points';
import type { Day } from '../model/days';
import { fieldsOf, mapKeyOf, type EventFields, type EventKey } from '../model/event';
import type { GrowingChains, LinkRow } from './chains';
import { nextSeq } from './sequence';
import type { Reading, Sql, Target, Value } from './sql';

/** An event of a list whose bytes the table does not have yet. */
export interface FreshEvent {
  fields: EventFields;
  raw: Buffer;
  /** See `hashOf`. */
  hash: string;
}

export type Origin = 'events' | 'archive';

/** What the table holds of an event: its latest revision, unless it has vanished. */
export interface KnownEvent {
  /** See `mapKeyOf`. */
  key: string;
  /** Whether a poll has listed it; otherwise only an archive has. */
  polled: boolean;
  /** Set by the reader of a list: whether the list has it with the same bytes. */
  listed: boolean;
}

export interface Row {
  fields: EventFields;
  revision: number;
  /** `extended`: the body has all fields of the previous one, and more. */
  kind: 'event' | 'extended' | 'vanished';
}

interface Revision {
  revision: number;
  kind: 'event' | 'vanished';
  /** See `hashOf`. */
  hash: string;
  raw: Buffer;
}

export interface Insert {
  source: string;
  origin: Origin;
  /** Whether a day was already closed. */
  late: (day: Day) => boolean;
  firstSeen: string;
}

/** The first row of an event in the log. */
export interface Found {
  day: Day;
  seq: number;
  hash: string;
}

/** What one answer says of one event. */
export interface Listed {
  /** Bodies that the log does not have as its latest. */
  bodies: readonly FreshEvent[];
  /** Whether the answer also lists its latest body. If so, the other bodies are older. */
  asKnown: boolean;
}

const LOG: Target = {
  table: 'heroku_logs',
  columns: [
    ...[{ name: 'seq', type: 'integer' } as const, { name: 'source', type: 'text' } as const],
    ...[{ name: 'event_id', type: 'key' } as const, { name: 'revision', type: 'integer' } as const],
    ...(['kind', 'day', 'created_at', 'type', 'action', 'actor', 'app', 'team', 'ip'] as const).map(
      (name) => ({ name, type: 'text' }) as const,
    ),
    ...[{ name: 'raw', type: 'json' } as const, { name: 'raw_hash', type: 'bytes' } as const],
    ...[{ name: 'origin', type: 'text' } as const, { name: 'late', type: 'integer' } as const],
    ...[{ name: 'first_seen', type: 'text' } as const, { name: 'extended', type: 'integer' } as const],
  ],
};
/** How many rows are inserted at a time. */
const PIECE = 1000;

export type EventRows = ReturnType<typeof readEvents>;

export function readEvents(sql: Reading) {
  const { key, hash } = sql.columns;
  return {
    /** The events of a day, by the hash of their bytes. */
    async known(source: string, day: Day): Promise<Map<string, KnownEvent>> {
      const byHash = new Map<string, KnownEvent>();
      /** Later revisions by event; few events have any. */
      const later = new Map<string, { hash: string; isEvent: boolean; polled: boolean }>();
      // As text: days are read often, and a string is much cheaper than a buffer.
      await sql.each<[string, string, string, string, number]>(
        `SELECT ${key}, ${hash}, kind, origin, revision FROM heroku_logs WHERE source = ? AND day = ? ORDER BY seq`,
        [source, day],
        ([id, bodyHash, kind, origin, revision]) => {
          const polled = origin === 'events';
          if (revision === 0) byHash.set(bodyHash, { key: id, polled, listed: false });
          else later.set(id, { hash: bodyHash, isEvent: kind === 'event', polled });
        },
      );
      if (later.size === 0) return byHash;
      for (const [bodyHash, { key: id }] of byHash) if (later.has(id)) byHash.delete(bodyHash);
      for (const [id, { hash: bodyHash, isEvent, polled }] of later)
        if (isEvent) byHash.set(bodyHash, { key: id, polled, listed: false });
      return byHash;
    },

    /** The events among `keys` that the log has, by `mapKeyOf`. */
    async find(source: string, keys: readonly EventKey[]): Promise<Map<string, Found>> {
      const rows = await sql.ofEvents<Found & { key: string; revision: number }>(
        `SELECT ${key} AS key, day, seq, ${hash} AS hash, revision FROM heroku_logs
         WHERE source = ? AND revision = 0 AND event_id = ?each`,
        ...[keys, source],
      );
      return new Map(rows.map(({ key: id, ...found }) => [id, found]));
    },
  };
}

export type WritableEventRows = ReturnType<typeof writeEvents>;

/** Writes rows of the log, and adds them to their chains. */
export function writeEvents(sql: Sql, chains: GrowingChains) {
  const { key, hash: hashColumn, bytes } = sql.columns;
  const sequence = nextSeq(sql);
  const reads = readEvents(sql);

  async function add(entries: readonly Entry[], at: Insert): Promise<Row[]> {
    const seqs = await sequence.next(entries.length);
    const chainOf = new Map<Day, { add(row: LinkRow): void }>();
    const rows: Value[][] = [];
    for (const [i, { event, revision, kind, day }] of entries.entries()) {
      let chain = chainOf.get(day);
      if (!chain) chainOf.set(day, (chain = await chains.of(at.source, day)));
      const row = linkRowOf(event, { seq: seqs + i, revision, kind, day, late: at.late(day) }, at, sql.text);
      chain.add(row);
      rows.push(valuesOf(row, sql.key(event.fields.key), event));
      crashPoint('F4');
    }
    await sql.insert(LOG, rows);
    return entries.map(({ event, revision, kind }) => ({ fields: event.fields, revision, kind }));
  }

  const revisionsOf = (source: string, id: EventKey) =>
    sql.all<Revision>(
      `SELECT revision, kind, ${hashColumn} AS hash, ${bytes} AS raw FROM heroku_logs
       WHERE source = ? AND event_id = ? ORDER BY revision`,
      ...[source, sql.key(id)],
    );

  /** Adds the new bodies of an event that the log has already, or that the answer lists twice. */
  async function addNews({ bodies, asKnown }: Listed, day: Day, at: Insert): Promise<Row[]> {
    const [{ fields }] = bodies;
    const revisions = await revisionsOf(at.source, fields.key);
    let latest = revisions.at(-1);
    const listedAsIs = asKnown || bodies.some((body) => latest?.kind === 'event' && isSame(latest, body));
    const added: Row[] = [];
    for (const body of bodies) {
      const before: Revision | undefined = latest?.kind === 'event' ? latest : undefined;
      if (before && isSame(before, body)) continue;
      const isKnown = revisions.some((revision) => isSame(revision, body));
      // An older body may come together with the latest one, or from a server that does not send the new fields yet.
      if (isKnown && (listedAsIs || (before && isExtension(body.raw, before.raw)))) continue;
      const revision = (latest?.revision ?? -1) + 1;
      const kind = before !== undefined && isExtension(before.raw, body.raw) ? 'extended' : 'event';
      added.push(...(await add([{ event: body, revision, kind, day }], at)));
      latest = { revision, kind: 'event', hash: body.hash, raw: body.raw };
      revisions.push(latest);
    }
    return added;
  }

  return {
    ...reads,

    /** Adds what is new in one answer for a day: events, and bodies of events that the log has already. */
    async addListed(listed: readonly Listed[], day: Day, at: Insert): Promise<Row[]> {
      const added: Row[] = [];
      for (let i = 0; i < listed.length; i += PIECE) {
        const piece = listed.slice(i, i + PIECE);
        const keys = piece.map(({ bodies: [{ fields }] }) => fields.key);
        const rows = await sql.ofEvents<{ key: string }>(
          `SELECT ${key} AS key FROM heroku_logs WHERE source = ? AND event_id = ?each`,
          ...[keys, at.source],
        );
        const had = new Set(rows.map(({ key: id }) => id));
        const isNew = ({ bodies }: Listed) => bodies.length === 1 && !had.has(sql.text(mapKeyOf(bodies[0].fields.key)));
        const entries = piece
          .filter(isNew)
          .map(({ bodies: [event] }): Entry => ({ event, revision: 0, kind: 'event', day }));
        added.push(...(await add(entries, at)));
        for (const one of piece) if (!isNew(one)) added.push(...(await addNews(one, day, at)));
      }
      return added;
    },

    /** Adds events that the log does not have. */
    addNew: (events: readonly { event: FreshEvent; day: Day }[], at: Insert): Promise<Row[]> =>
      add(
        events.map(({ event, day }) => ({ event, day, revision: 0, kind: 'event' })),
        at,
      ),

    /** Adds a row that says that the event is no longer listed. */
    async addVanished(id: EventKey, day: Day, at: Insert): Promise<Row[]> {
      const { revision, raw, hash } = (await revisionsOf(at.source, id)).at(-1)!;
      return add([{ event: { fields: fieldsOf(raw), raw, hash }, revision: revision + 1, kind: 'vanished', day }], at);
    },
  };
}

interface Entry {
  event: FreshEvent;
  revision: number;
  kind: Row['kind'];
  day: Day;
}

function linkRowOf(
  { fields, hash }: FreshEvent,
  { seq, revision, kind, day, late }: { seq: number; revision: number; kind: Row['kind']; day: Day; late: boolean },
  { source, origin, firstSeen }: Insert,
  text: (text: string) => string,
): LinkRow {
  const held = (value: string | null) => (value === null ? null : text(value));
  // One literal is faster, and this runs for every row.
  return {
    seq,
    source,
    key: text(mapKeyOf(fields.key)),
    revision,
    kind: kind === 'vanished' ? kind : 'event',
    extended: kind === 'extended' ? 1 : 0,
    day,
    created_at: fields.createdAt,
    type: held(fields.type),
    action: held(fields.action),
    actor: held(fields.actor),
    app: held(fields.app),
    team: held(fields.team),
    ip: held(fields.ip),
    raw_hash: hash,
    origin,
    late: late ? 1 : 0,
    first_seen: firstSeen,
  };
}

/** In the order of `LOG`. */
function valuesOf(row: LinkRow, key: Value, { raw, hash }: FreshEvent): Value[] {
  const { seq, source, revision, kind, day, created_at, type, action, actor, app, team, ip } = row;
  // prettier-ignore
  return [seq, source, key, revision, kind, day, created_at, type, action, actor, app, team, ip, raw,
    Buffer.from(hash, 'hex'), row.origin, row.late, row.first_seen, row.extended];
}

/** Whether `after` has all that `before` has, and more. */
function isExtension(before: Buffer, after: Buffer): boolean {
  return !before.equals(after) && hasAllOf(JSON.parse(after.toString()), JSON.parse(before.toString()));
}

/** Compares lists item by item. They must have the same length: an added item is a change, not an extension. */
function hasAllOf(value: unknown, part: unknown): boolean {
  const open: [unknown, unknown][] = [[value, part]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [has, wanted] = pair;
    if (typeof wanted !== 'object' || wanted === null || typeof has !== 'object' || has === null) {
      if (!Object.is(has, wanted)) return false;
      continue;
    }
    if (Array.isArray(has) !== Array.isArray(wanted)) return false;
    if (Array.isArray(has) && has.length !== (wanted as unknown[]).length) return false;
    for (const [key, one] of Object.entries(wanted)) {
      if (!Object.hasOwn(has, key)) return false;
      open.push([(has as Record<string, unknown>)[key], one]);
    }
  }
  return true;
}

/** Whether the content is the same. The order of keys and the spaces do not count. */
function isSame(revision: Revision, { hash, raw }: FreshEvent): boolean {
  if (revision.hash === hash) return true;
  const one: unknown = JSON.parse(revision.raw.toString());
  const other: unknown = JSON.parse(raw.toString());
  return hasAllOf(one, other) && hasAllOf(other, one);
}
