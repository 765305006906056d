import type { Day } from '../model/days';
import type { EventKey } from '../model/event';
import { readEvents } from './events';
import { writeRows, type FreshEvent, type Growing, type Insert, type NewRow, type Row } from './new-rows';
import { writeRevisions, type Listed } from './revisions';
import type { Sql } from './sql';

const PIECE = 1000;

export type WritableEventRows = ReturnType<typeof writeEvents>;

export function writeEvents(sql: Sql, growing: Growing) {
  const add = writeRows(sql, growing);
  const revisions = writeRevisions(sql, add);

  async function had(source: string, keys: readonly EventKey[]): Promise<ReadonlySet<EventKey>> {
    const rows = await sql.ofEvents<{ key: EventKey }>(
      `SELECT ${sql.columns.key} AS key FROM heroku_logs WHERE source = ? AND event_id = ?each`,
      ...[keys, source],
    );
    return new Set(rows.map(({ key }) => key));
  }

  return {
    ...readEvents(sql),

    async addListed(listed: readonly Listed[], day: Day, at: Insert): Promise<Row[]> {
      const added: Row[] = [];
      for (let i = 0; i < listed.length; i += PIECE) {
        const piece = listed.slice(i, i + PIECE);
        const keys = piece.map(({ bodies: [{ fields }] }) => fields.key);
        const known = await had(at.source, keys);
        const news: NewRow[] = [];
        const others: Listed[] = [];
        for (const [n, one] of piece.entries()) {
          if (one.bodies.length > 1 || known.has(sql.text(keys[n]))) others.push(one);
          else news.push({ event: one.bodies[0], revision: 0, kind: 'event', day });
        }
        added.push(...(await add(news, at)));
        for (const one of others) added.push(...(await revisions.addListed(one, day, at)));
      }
      return added;
    },

    addNew: (events: readonly { event: FreshEvent; day: Day }[], at: Insert): Promise<Row[]> =>
      add(
        events.map(({ event, day }) => ({ event, day, revision: 0, kind: 'event' })),
        at,
      ),

    addVanished: revisions.addVanished,
  };
}
