import { isDeepStrictEqual } from 'node:util';
import { crashPoint } from '../crash-points';
import type { Day } from '../days';
import { fieldsOf, mapKeyOf, type EventFields, type EventKey } from '../source/event';
import type { Database } from './sqlite';

/** An event of a list whose bytes the table does not have yet. */
export interface FreshEvent {
  fields: EventFields;
  raw: Buffer;
  /** See `hashOf`. */
  hash: string;
}

export type Origin = 'events' | 'archive';

/** What of a day the table holds: the latest revision of each of its events that has not vanished. */
export interface Known {
  /** Key of the event by hash of its bytes. */
  byHash: Map<string, EventKey>;
  /** By `mapKeyOf`: what a poll of the day should list again. */
  polled: Map<string, EventKey>;
}

export interface Row {
  fields: EventFields;
  revision: number;
  kind: 'event' | 'vanished';
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
export function createEventRows(db: Database) {
  const ofDay = db
    .prepare(
      `SELECT event_id AS key, kind, origin, raw_hash AS hash FROM heroku_logs WHERE source = ? AND day = ?
       ORDER BY event_id, revision`,
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
  const insert = db.prepare(
    `INSERT INTO heroku_logs (source, event_id, revision, kind, day, created_at, type, action, actor, app, team, ip,
       raw, raw_hash, origin, late, first_seen)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?)`,
  );

  function add(event: FreshEvent, revision: number, kind: Row['kind'], at: Insert): Row {
    const { key, createdAt, type, action, actor, app, team, ip } = event.fields;
    const hash = Buffer.from(event.hash, 'latin1');
    const { source, day, origin, late, firstSeen } = at;
    // prettier-ignore
    insert.run(source, key, revision, kind, day, createdAt, type, action, actor, app, team, ip,
      event.raw, hash, origin, late ? 1 : 0, firstSeen);
    crashPoint('F4');
    return { fields: event.fields, revision, kind };
  }

  return {
    known(source: string, day: Day): Known {
      const latest = new Map<string, { key: EventKey; kind: string; origin: string; hash: string }>();
      for (const [key, kind, origin, hash] of ofDay.iterate(source, day) as Iterable<
        [EventKey, string, string, Buffer]
      >) {
        latest.set(mapKeyOf(key), { key, kind, origin, hash: hash.toString('latin1') });
      }
      const byHash = new Map<string, EventKey>();
      const polled = new Map<string, EventKey>();
      for (const [mapKey, { key, kind, origin, hash }] of latest) {
        if (kind !== 'event') continue;
        byHash.set(hash, key);
        if (origin === 'events') polled.set(mapKey, key);
      }
      return { byHash, polled };
    },

    /** Where an event is that the table has: the day of its first row, that row, and the hash of its bytes. */
    find(source: string, key: EventKey) {
      const found = dayOfEvent.get(source, key);
      return found && { day: found[0], seq: found[1], hash: found[2].toString('latin1') };
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
        if (latest?.kind === 'event' && isSame(latest, body)) continue;
        if (listedAsIs && revisions.some((revision) => isSame(revision, body))) continue;
        const revision = revisions.length;
        added.push(add(body, revision, 'event', at));
        latest = {
          revision,
          kind: 'event',
          raw_hash: Buffer.from(body.hash, 'latin1'),
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
      const event = { fields: fieldsOf(body), raw: body, hash: raw_hash.toString('latin1') };
      return add(event, revisions.length, 'vanished', at);
    },
  };
}

/** The same bytes, or the same content in other ones: the order of keys and spaces are no change. */
function isSame(revision: Revision, { hash, raw }: FreshEvent): boolean {
  if (revision.raw_hash.toString('latin1') === hash) return true;
  return isDeepStrictEqual(JSON.parse(revision.raw), JSON.parse(raw.toString()));
}
