import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rawLine } from '../../formats/raw';
import { findEdits } from '../../store/edits';
import { readerStore } from '../../store/open-store';
import type { Store } from '../../store/store';
import type { LogRow } from '../../model/log-row';
import { textsBelow } from '../ndjson-files';
import type { Received, SinkType, World } from './world';

export interface Verdict {
  /** Missing events, or missing rows of a sink. */
  lost: number;
  /** Rows that are there twice; for a webhook, under different idempotency keys. */
  duplicate: number;
  torn: number;
  /** Rows that were allowed to come again: under the same key, or on standard output. */
  repeated: number;
  wrong: string[];
}

/**
 * Compares the table and the rows of each sink with the events that Heroku listed.
 * @param restored whether a backup was restored. Then rows since the backup are sent again, but files have each row once.
 */
export async function verify(world: World, restored: boolean): Promise<Verdict> {
  const { dataDir, database, sinks } = world;
  const place = database === undefined ? {} : { store: { url: new URL(database) } };
  const store = await readerStore({ dataDir, readableBy: 'owner', ...place });
  try {
    const rows: LogRow[] = [];
    for await (const row of store.sinks.rowsBetween(0, Number.MAX_SAFE_INTEGER)) rows.push(row);
    const verdict: Verdict = { lost: 0, duplicate: 0, torn: 0, repeated: 0, wrong: [] };
    verifyTable(world, rows, verdict);
    const expected = new Set(rows.map(rawLine));
    const { length: gone } = await daysAfter(store, world);
    if (gone > 0) verdict.wrong.push(`${gone} days are there that are still to come`);
    const edits = (await findEdits(store)).filter(({ ok }) => !ok);
    // After a restore without our own command, doctor must report an older database.
    const isDue = (what: string) => restored && database !== undefined && what.includes('found to be an older one');
    verdict.wrong.push(...edits.flatMap(({ what }) => (isDue(what) ? [] : [what])));
    for (const sink of sinks) {
      verifySink(sink, LINES[sink](world, verdict), { expected, restored, verdict });
      if (sink === 'webhook' || sink === 'otlp') await verifyParked(sink, world, store, rows, verdict);
    }
    const { sqlite } = store;
    if (sqlite && sqlite.pragma('integrity_check', { simple: true }) !== 'ok')
      verdict.wrong.push('the database is damaged');
    return verdict;
  } finally {
    await store.close();
  }
}

interface Verifying {
  expected: ReadonlySet<string>;
  restored: boolean;
  verdict: Verdict;
}

function verifySink(sink: SinkType, sent: readonly string[], { expected, restored, verdict }: Verifying): void {
  const isOfBefore = (line: string) => restored && sink !== 'ndjson' && !expected.has(line);
  const seen = new Set<string>();
  for (const line of sent.filter((one) => !isOfBefore(one))) {
    if (!expected.has(line)) verdict.wrong.push(`${sink} has a line that is no row: ${line.slice(0, 80)}`);
    if (seen.has(line)) verdict[sink === 'stdout' ? 'repeated' : 'duplicate'] += 1;
    seen.add(line);
  }
  verdict.lost += [...expected].filter((line) => !seen.has(line)).length;
}

/** Refused rows must be parked, and no others. Then they are not lost. */
async function verifyParked(
  sink: SinkType,
  { refused }: World,
  store: Store,
  rows: readonly LogRow[],
  verdict: Verdict,
): Promise<void> {
  const due = rows.filter(({ id }) => id === refused).map(({ seq }) => seq);
  const parked = (await store.parked.all(sink)).map(({ seq }) => seq);
  if (parked.join() === due.join()) verdict.lost -= parked.length;
  else verdict.wrong.push(`${sink}: rows ${parked.join()} are parked, and not ${due.join()}`);
}

async function daysAfter(store: Store, { today }: World): Promise<string[]> {
  return (await store.days.all('heroku')).flatMap(({ day }) => (day > today() ? [day] : []));
}

function verifyTable({ ids, vanished, trail }: World, rows: readonly LogRow[], verdict: Verdict): void {
  const identities = new Set(rows.map(({ id, revision }) => `${id}#${revision}`));
  verdict.duplicate += rows.length - identities.size;
  verdict.lost += [...ids].filter((id) => !identities.has(`${id}#0`)).length;
  if (
    rows
      .filter(({ kind }) => kind === 'vanished')
      .map(({ id }) => id)
      .join() !== vanished
  ) {
    verdict.wrong.push('not exactly the event that vanished is told as vanished');
  }
  const latest = new Map(rows.map(({ id, raw }) => [id, raw]));
  const listed = trail.days().flatMap((day) => trail.listed(day, Infinity));
  const stale = listed.filter((raw) => latest.get((JSON.parse(raw) as { id: string }).id) !== raw);
  if (stale.length > 0) verdict.wrong.push(`${stale.length} events are not as Heroku lists them`);
}

type Lines = (world: World, verdict: Verdict) => string[];

const receivedBy =
  (sink: keyof Received): Lines =>
  ({ received }, verdict) =>
    [...received[sink].values()].flatMap(([body, ...again]) => {
      if (again.some((other) => other !== body)) verdict.wrong.push('another body came under the same key');
      const lines = wholeLines(body, () => (verdict.torn += 1));
      verdict.repeated += again.length * lines.length;
      return lines;
    });

const LINES: Record<SinkType, Lines> = {
  ndjson({ dataDir }, verdict) {
    const folder = join(dataDir, 'ndjson');
    if (!existsSync(folder)) return [];
    return textsBelow(folder).flatMap((text) => wholeLines(text, () => (verdict.torn += 1)));
  },
  webhook: receivedBy('webhook'),
  otlp: receivedBy('otlp'),
  // A killed process may leave an incomplete line on standard output, and sends the line again.
  stdout: ({ printed }) => printed.flatMap((text) => wholeLines(text, () => undefined)),
};

function wholeLines(text: string, onTorn: () => void): string[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') onTorn();
  return lines.filter((line) => {
    try {
      JSON.parse(line);
      return true;
    } catch {
      onTorn();
      return false;
    }
  });
}
