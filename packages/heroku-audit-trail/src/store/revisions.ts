import type { Day } from '../model/days';
import { fieldsOf, type EventKey } from '../model/event';
import { hasSameContent, isExtension } from '../model/same-json';
import type { FreshEvent, Insert, NewRow, Row } from './new-rows';
import type { Sql } from './sql';

export interface Listed {
  /** Bodies that differ from the latest one in the table. */
  bodies: readonly FreshEvent[];
  /** Whether the answer also lists its latest body. If so, the other bodies are older. */
  asKnown: boolean;
}

interface Revision {
  revision: number;
  kind: 'event' | 'vanished';
  hash: string;
  raw: Buffer;
}

export function writeRevisions(sql: Sql, add: (news: readonly NewRow[], at: Insert) => Promise<Row[]>) {
  const { hash, bytes } = sql.columns;
  const revisionsOf = (source: string, id: EventKey) =>
    sql.all<Revision>(
      `SELECT revision, kind, ${hash} AS hash, ${bytes} AS raw FROM heroku_logs
       WHERE source = ? AND event_id = ? ORDER BY revision`,
      ...[source, sql.key(id)],
    );

  return {
    async addListed({ bodies, asKnown }: Listed, day: Day, at: Insert): Promise<Row[]> {
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
    },

    addVanished: async (id: EventKey, day: Day, at: Insert): Promise<Row[]> => {
      const { revision, raw, hash: rawHash } = (await revisionsOf(at.source, id)).at(-1)!;
      const event = { fields: fieldsOf(raw), raw, hash: rawHash };
      return add([{ event, revision: revision + 1, kind: 'vanished', day }], at);
    },
  };
}

const isSame = (revision: Revision, { hash, raw }: FreshEvent): boolean =>
  revision.hash === hash || hasSameContent(revision.raw, raw);
