import { crashPoint } from '../crash-points';
import type { Day } from '../days';
import { fieldsOf, mapKeyOf, type EventFields, type EventKey } from '../source/event';
import type { Chains } from './chains';
import type { Database } from './sqlite';

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
  /** Whether a poll has listed it, and not only an archive. */
  polled: boolean;
  /** For whoever reads a list: whether it is in it, with the bytes that the table has. */
  listed: boolean;
}

export interface Row {
  fields: EventFields;
  revision: number;
  /** `extended`: a body that has all that the one before had, and more. */
  kind: 'event' | 'extended' | 'vanished';
}

interface Revision {
  revision: number;
  kind: 'event' | 'vanished';
  raw_hash: Buffer;
  raw: string;
}

export interface Insert {
  source: string;
  day: Day;
  origin: Origin;
  late: boolean;
  firstSeen: string;
}

export type EventRows = ReturnType<typeof createEventRows>;

/** Reading and writing rows of the log. Writing is for inside a transaction. */
export function createEventRows(db: Database, chains: Chains) {
  // As text: a string costs a fraction of what a buffer does, and days are read again and again.
  const ofDay = db
    .prepare<[string, Day], [string, string, number, number, number]>(
      `SELECT CASE typeof(event_id) WHEN 'blob' THEN hex(event_id) ELSE ':' || event_id END, hex(raw_hash),
         kind = 'event', origin = 'events', revision
       FROM heroku_logs WHERE source = ? AND day = ? ORDER BY seq`,
    )
    .raw();
  const revisionsOf = db.prepare<[string, EventKey], Revision>(
    'SELECT revision, kind, raw_hash, raw FROM heroku_logs WHERE source = ? AND event_id = ? ORDER BY revision',
  );
  const dayOfEvent = db
    .prepare<[string, EventKey], [string, number, Buffer]>(
      'SELECT day, seq, raw_hash FROM heroku_logs WHERE source = ? AND event_id = ? ORDER BY revision LIMIT 1',
    )
    .raw();
  // A body is bound as bytes and kept as text: nothing decodes or encodes it on its way.
  // Tables of an earlier version, which whoever only looks leaves as they are, have not every column.
  const inserting = () =>
    db.prepare(
      `INSERT INTO heroku_logs (source, event_id, revision, kind, day, created_at, type, action, actor, app, team, ip,
       raw, raw_hash, origin, late, first_seen, extended)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)`,
    );

  let insert: ReturnType<typeof inserting> | undefined;

  function add(event: FreshEvent, revision: number, kind: Row['kind'], at: Insert): Row {
    const { key, createdAt, type, action, actor, app, team, ip } = event.fields;
    const hash = Buffer.from(event.hash, 'hex');
    const { source, day, origin, firstSeen } = at;
    const late = at.late ? 1 : 0;
    const extended = kind === 'extended' ? 1 : 0;
    const stored = kind === 'vanished' ? kind : 'event';
    // prettier-ignore
    const { lastInsertRowid } = (insert ??= inserting()).run(source, key, revision, stored, day, createdAt, type, action, actor, app, team,
      ip, event.raw, hash, origin, late, firstSeen, extended);
    // prettier-ignore
    chains.add({ seq: Number(lastInsertRowid), source, key: mapKeyOf(key), revision, kind: stored, extended, day,
      created_at: createdAt, type, action, actor, app, team, ip, raw_hash: event.hash, origin, late, first_seen: firstSeen });
    crashPoint('F4');
    return { fields: event.fields, revision, kind };
  }

  return {
    /** The events of a day, by the hash of their bytes. */
    known(source: string, day: Day): Map<string, KnownEvent> {
      const byHash = new Map<string, KnownEvent>();
      /** What became of events later: few have any. */
      const later = new Map<string, { hash: string; isEvent: boolean; polled: boolean }>();
      for (const [key, hash, isEvent, isPolled, revision] of ofDay.iterate(source, day)) {
        const polled = isPolled === 1;
        if (revision === 0) byHash.set(hash, { key, polled, listed: false });
        else later.set(key, { hash, isEvent: isEvent === 1, polled });
      }
      if (later.size === 0) return byHash;
      for (const [hash, { key }] of byHash) if (later.has(key)) byHash.delete(hash);
      for (const [key, { hash, isEvent, polled }] of later)
        if (isEvent) byHash.set(hash, { key, polled, listed: false });
      return byHash;
    },

    /** Where an event is that the table has: the day of its first row, that row, and the hash of its bytes. */
    find(source: string, key: EventKey) {
      const found = dayOfEvent.get(source, key);
      return found && { day: found[0], seq: found[1], hash: found[2].toString('hex').toUpperCase() };
    },

    add,

    /**
     * Adds what one answer said of one event, as far as it is news: the event itself, or a body that it did not have.
     *
     * @param listedAsKnown whether the answer lists it with its latest body as well: then others are older ones.
     */
    addNews(bodies: readonly FreshEvent[], listedAsKnown: boolean, at: Insert): Row[] {
      const [{ fields }] = bodies;
      const revisions = revisionsOf.all(at.source, fields.key);
      let latest = revisions.at(-1);
      const listedAsIs = listedAsKnown || bodies.some((body) => latest?.kind === 'event' && isSame(latest, body));
      const added: Row[] = [];
      for (const body of bodies) {
        const before: Revision | undefined = latest?.kind === 'event' ? latest : undefined;
        if (before && isSame(before, body)) continue;
        const isKnown = revisions.some((revision) => isSame(revision, body));
        // An older body may come again beside the latest one, or from a server that does not give the new fields yet.
        if (isKnown && (listedAsIs || (before && isExtension(body.raw.toString(), before.raw)))) continue;
        const revision = revisions.length;
        const extends_ = before !== undefined && isExtension(before.raw, body.raw.toString());
        added.push(add(body, revision, extends_ ? 'extended' : 'event', at));
        latest = {
          revision,
          kind: 'event',
          raw_hash: Buffer.from(body.hash, 'hex'),
          raw: body.raw.toString(),
        };
        revisions.push(latest);
      }
      return added;
    },

    /** Adds that an event is no longer listed. */
    addVanished(key: EventKey, at: Insert): Row {
      const revisions = revisionsOf.all(at.source, key);
      const { raw, raw_hash } = revisions[revisions.length - 1];
      const body = Buffer.from(raw);
      const event = { fields: fieldsOf(body), raw: body, hash: raw_hash.toString('hex').toUpperCase() };
      return add(event, revisions.length, 'vanished', at);
    },
  };
}

/** Whether the second JSON has all that the first one has, and more. */
function isExtension(before: string, after: string): boolean {
  return before !== after && hasAllOf(JSON.parse(after), JSON.parse(before));
}

/** In lists each item is held against the one in its place: one more is a change, and not only more of the same. */
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

/** The same bytes, or the same content in other ones: the order of keys and spaces are no change. */
function isSame(revision: Revision, { hash, raw }: FreshEvent): boolean {
  if (revision.raw_hash.toString('hex').toUpperCase() === hash) return true;
  const one: unknown = JSON.parse(revision.raw);
  const other: unknown = JSON.parse(raw.toString());
  return hasAllOf(one, other) && hasAllOf(other, one);
}
