import type { Day } from '../model/days';
import type { EventKey } from '../model/event';
import type { Reading } from './sql';

/** The latest revision of an event in the table, unless it has vanished. */
export interface KnownEvent {
  key: EventKey;
  /** Whether a poll has listed it, and not only an archive. */
  polled: boolean;
  /** Set while a list is read: whether the list has it with the same bytes. */
  listed: boolean;
}

export interface Found {
  day: Day;
  seq: number;
  hash: string;
}

export type EventRows = ReturnType<typeof readEvents>;

export function readEvents(sql: Reading) {
  const { key, hash } = sql.columns;
  return {
    async known(source: string, day: Day): Promise<Map<string, KnownEvent>> {
      const byHash = new Map<string, KnownEvent>();
      /** Later revisions by event; few events have any. */
      const later = new Map<EventKey, { hash: string; isEvent: boolean; polled: boolean }>();
      // Days are read often. Texts and numbers are much cheaper than buffers.
      const rows = await sql.lists<[EventKey, string, number, number, number]>(
        `SELECT ${key}, ${hash}, CASE kind WHEN 'event' THEN 1 ELSE 0 END, CASE origin WHEN 'events' THEN 1 ELSE 0 END,
           revision FROM heroku_logs WHERE source = ? AND day = ? ORDER BY seq`,
        ...[source, day],
      );
      for (const [id, bodyHash, isEvent, isPolled, revision] of rows) {
        const polled = isPolled === 1;
        if (revision === 0) byHash.set(bodyHash, { key: id, polled, listed: false });
        else later.set(id, { hash: bodyHash, isEvent: isEvent === 1, polled });
      }
      if (later.size === 0) return byHash;
      for (const [bodyHash, { key: id }] of byHash) if (later.has(id)) byHash.delete(bodyHash);
      for (const [id, { hash: bodyHash, isEvent, polled }] of later)
        if (isEvent) byHash.set(bodyHash, { key: id, polled, listed: false });
      return byHash;
    },

    async find(source: string, keys: readonly EventKey[]): Promise<Map<EventKey, Found>> {
      const rows = await sql.ofEvents<Found & { key: EventKey; revision: number }>(
        `SELECT ${key} AS key, day, seq, ${hash} AS hash, revision FROM heroku_logs
         WHERE source = ? AND revision = 0 AND event_id = ?each`,
        ...[keys, source],
      );
      return new Map(rows.map(({ key: id, ...found }) => [id, found]));
    },
  };
}
