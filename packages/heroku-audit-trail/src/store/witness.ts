import { crashPoint } from '../crash-points';
import { link, linkRows, NO_LINKS, type Chains, type DayHead, type Grown, type Head } from './chains';
import { appendToSidecar, nameOfDay, readSidecar, writeSidecar, type Note } from './sidecar';
import { goneSources, currentNotes, removedDays } from './gone-sources';
import type { Reading } from './sql';

/** Keeps the heads of the chains in the sidecar, and notes there which days have changed. */
export interface Witness {
  record(grown: readonly Grown[]): Promise<void>;
  found: readonly Note[];
}

export interface WitnessOptions {
  sql: Reading;
  chains: Chains;
  path: string;
  instance: string;
  mode: number;
  /** Milliseconds since 1970 by Heroku's clock. */
  now: (source: string) => Promise<number>;
}

/** Compares the table with the sidecar, and updates the sidecar, which is behind after a crash. */
export async function createWitness(options: WitnessOptions): Promise<Witness> {
  const { sql, chains, path, instance, mode, now: nowOf } = options;
  const recorded = readSidecar(path);
  const at = async (source: string) => new Date(await nowOf(source)).toISOString();
  const table = new Map((await chains.all()).map((head) => [nameOfDay(head), head]));
  const found: Note[] = [];
  const isRemoved = await removedDays(sql);
  for (const [name, had] of recorded?.heads ?? []) {
    // A sidecar that is behind, such as another machine's, cannot prove an edit of rows that were removed.
    if (isRemoved(had)) continue;
    const what = await differenceOf(sql, had, table.get(name) ?? NO_LINKS);
    if (what) found.push({ ...had, what, at: await at(had.source) });
  }
  const isCurrent =
    recorded?.tidy &&
    found.length === 0 &&
    table.size === recorded.heads.size &&
    [...table].every(([name, { head }]) => recorded.heads.get(name)?.head === head);
  if (!isCurrent) {
    const notes = currentNotes([...(recorded?.notes ?? []), ...found], await goneSources(sql));
    writeSidecar(path, { instance, heads: table, notes }, mode);
  }
  return {
    found,
    async record(grown) {
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

async function headAt(sql: Reading, { source, day, links }: DayHead): Promise<string> {
  let head = NO_LINKS;
  for await (const row of linkRows(sql, source, day)) {
    if (head.links === links) break;
    head = link(head, row);
  }
  return head.head;
}
