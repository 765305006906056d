import type { Day } from '../model/days';
import { fieldsOf, hashOf, idOf } from '../model/event';
import { link, NO_LINKS, wholeRows, type DayHead, type Head, type LinkRow } from './chains';
import { SIDECAR } from './checks';
import type { Store } from './store';

export interface EditedDay {
  source: string;
  day: Day;
  what: string;
}

export interface VerifiedDay extends DayHead {
  edited?: EditedDay;
}

type WholeRow = LinkRow & { raw: Buffer };

/** Compares the rows of a day with their hashes, and with the chain. `witnessed` is the head in the sidecar. */
export async function verifyDay(
  { sql, chains }: Store,
  source: string,
  day: Day,
  witnessed?: Head,
): Promise<VerifiedDay> {
  const recorded = await chains.get(source, day);
  let head = NO_LINKS;
  let headThen = witnessed?.links === 0 ? '' : undefined;
  let first: string | undefined;
  let suspect: string | undefined;
  for await (const row of wholeRows(sql, source, day)) {
    head = link(head, row);
    if (head.links === witnessed?.links) headThen = head.head;
    if (hashOf(row.raw) !== row.raw_hash) first ??= `${nameOf(row)} has another JSON than the one that was stored`;
    else suspect ??= differenceIn(row);
  }
  const isWhole = head.links === recorded.links && head.head === recorded.head;
  const counted =
    head.links === recorded.links
      ? `its ${head.links} rows are not the ones that were written`
      : `it has ${head.links} rows, and ${recorded.links} were written`;
  const what =
    first ??
    (isWhole ? undefined : (suspect ?? counted)) ??
    (witnessed && headThen !== witnessed.head ? `its rows and their chain are not what ${SIDECAR} says` : undefined);
  return { source, day, ...head, ...(what !== undefined && { edited: { source, day, what } }) };
}

const nameOf = ({ seq, key }: LinkRow) => `row ${seq} (${idOf(key)})`;

function differenceIn(row: WholeRow): string | undefined {
  const { key, createdAt, ...fields } = fieldsOf(row.raw);
  const expected: Record<string, unknown> = { ...fields, key, created_at: createdAt };
  const has = row as unknown as Record<string, unknown>;
  const column = Object.keys(expected).find((name) => has[name] !== expected[name]);
  return column && `${nameOf(row)} has another ${column === 'key' ? 'id' : column} than its JSON`;
}

export const daysWithRows = ({ sql }: Store): Promise<{ source: string; day: Day }[]> =>
  sql.all('SELECT source, day FROM heroku_logs UNION SELECT source, day FROM chains ORDER BY 1, 2');
