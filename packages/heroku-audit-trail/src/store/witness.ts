import { crashPoint } from '../crash-points';
import { LINK_COLUMNS, link, NO_LINKS, type Chains, type DayHead, type Grown, type Head, type LinkRow } from './chains';
import { appendToSidecar, nameOfDay, readSidecar, writeSidecar, type Note } from './sidecar';
import type { Database } from './sqlite';

/** Keeps the heads of the chains in the sidecar, and notes there what of them is no longer as it was. */
export interface Witness {
  /** To be called when rows are committed. */
  saw(grown: readonly Grown[]): void;
  /** What was found when it was made. */
  found: readonly Note[];
}

export interface WitnessOptions {
  db: Database;
  chains: Chains;
  path: string;
  instance: string;
  /** Of the file. */
  mode: number;
  /** By the clock of a source. Milliseconds since 1970. */
  now: (source: string) => number;
}

/** Holds the table against the sidecar, and brings that up to date. It lags behind where a collector was killed. */
export function createWitness({ db, chains, path, instance, mode, now: nowOf }: WitnessOptions): Witness {
  const beside = readSidecar(path);
  const at = (source: string) => new Date(nowOf(source)).toISOString();
  const table = new Map(chains.all().map((head) => [nameOfDay(head), head]));
  const found: Note[] = [];
  for (const [name, had] of beside?.heads ?? []) {
    const what = differenceOf(db, had, table.get(name) ?? NO_LINKS);
    if (what) found.push({ ...had, what, at: at(had.source) });
  }
  const isCurrent =
    beside?.tidy &&
    found.length === 0 &&
    table.size === beside.heads.size &&
    [...table].every(([name, { head }]) => beside.heads.get(name)?.head === head);
  if (!isCurrent) writeSidecar(path, { instance, heads: table, notes: [...(beside?.notes ?? []), ...found] }, mode);
  return {
    found,
    saw(grown) {
      if (grown.length === 0) return;
      crashPoint('C1');
      const notes: Note[] = [];
      for (const { before, now } of grown) {
        const had = table.get(nameOfDay(now));
        if (had && (had.links > before.links || (had.links === before.links && had.head !== before.head)))
          notes.push({ ...had, what: had.links > before.links ? 'older' : 'edited', at: at(now.source) });
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

function differenceOf(db: Database, had: DayHead, has: Head): 'older' | 'edited' | undefined {
  if (has.links < had.links) return 'older';
  const then = has.links === had.links ? has.head : headAt(db, had);
  return then === had.head ? undefined : 'edited';
}

/** The head that a day's chain had when it was so long. */
function headAt(db: Database, { source, day, links }: DayHead): string {
  const rows = db.prepare<[string, string, number], LinkRow>(
    `SELECT ${LINK_COLUMNS} FROM heroku_logs WHERE source = ? AND day = ? ORDER BY seq LIMIT ?`,
  );
  let head = NO_LINKS;
  for (const row of rows.iterate(source, day, links)) head = link(head, row);
  return head.head;
}
