import { crashPoint } from '../crash-points';
import { link, linkRows, NO_LINKS, type Chains, type DayHead, type Grown, type Head } from './chains';
import { appendToSidecar, nameOfDay, readSidecar, writeSidecar, type Note } from './sidecar';
import type { Reading } from './sql';

/** Keeps the heads of the chains in the sidecar, and notes there what of them is no longer as it was. */
export interface Witness {
  /** To be called when rows are committed. */
  saw(grown: readonly Grown[]): Promise<void>;
  /** What was found when it was made. */
  found: readonly Note[];
}

export interface WitnessOptions {
  sql: Reading;
  chains: Chains;
  path: string;
  instance: string;
  /** Of the file. */
  mode: number;
  /** By `nameOfDay`. */
  removedDays: () => Promise<ReadonlySet<string>>;
  /** By the clock of a source. Milliseconds since 1970. */
  now: (source: string) => Promise<number>;
}

/** Holds the table against the sidecar, and brings that up to date. It lags behind where a collector was killed. */
export async function createWitness(options: WitnessOptions): Promise<Witness> {
  const { sql, chains, path, instance, mode, removedDays, now: nowOf } = options;
  const beside = readSidecar(path);
  const at = async (source: string) => new Date(await nowOf(source)).toISOString();
  const table = new Map((await chains.all()).map((head) => [nameOfDay(head), head]));
  const found: Note[] = [];
  const removed = await removedDays();
  for (const [name, had] of beside?.heads ?? []) {
    // Their rows are gone on purpose: a witness that lags, as of another machine, cannot be held against them.
    if (removed.has(name)) continue;
    const what = await differenceOf(sql, had, table.get(name) ?? NO_LINKS);
    if (what) found.push({ ...had, what, at: await at(had.source) });
  }
  const isCurrent =
    beside?.tidy &&
    found.length === 0 &&
    table.size === beside.heads.size &&
    [...table].every(([name, { head }]) => beside.heads.get(name)?.head === head);
  if (!isCurrent) writeSidecar(path, { instance, heads: table, notes: [...(beside?.notes ?? []), ...found] }, mode);
  return {
    found,
    async saw(grown) {
      if (grown.length === 0) return;
      crashPoint('C1');
      const notes: Note[] = [];
      for (const { before, now } of grown) {
        const had = table.get(nameOfDay(now));
        if (had && (had.links > before.links || (had.links === before.links && had.head !== before.head)))
          notes.push({ ...had, what: had.links > before.links ? 'older' : 'edited', at: await at(now.source) });
        table.set(nameOfDay(now), now);
      }
      appendToSidecar(
        path,
        grown.map(({ now }) => now),
        notes,
      );
    },
  };
}

async function differenceOf(sql: Reading, had: DayHead, has: Head): Promise<'older' | 'edited' | undefined> {
  if (has.links < had.links) return 'older';
  const then = has.links === had.links ? has.head : await headAt(sql, had);
  return then === had.head ? undefined : 'edited';
}

/** The head that a day's chain had when it was so long. */
async function headAt(sql: Reading, { source, day, links }: DayHead): Promise<string> {
  let head = NO_LINKS;
  for await (const row of linkRows(sql, source, day)) {
    if (head.links === links) break;
    head = link(head, row);
  }
  return head.head;
}
