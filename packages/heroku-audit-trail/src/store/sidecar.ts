import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DayHead } from './chains';
import { syncFolder } from './folders';

/**
 * What was once found of a day, and is not forgotten: the table had fewer rows than before (`older`), also by a
 * `restore` of its own command (`restored`), or other ones (`edited`).
 */
export interface Note extends DayHead {
  what: 'older' | 'restored' | 'edited';
  /** ISO 8601. The head is the one that there was before. */
  at: string;
}

/** What lies beside the database, so that a database that is lost, older or edited is not taken for what it was. */
export interface Sidecar {
  /** Of the database that belongs here. */
  instance: string;
  /** The heads of its chains, by `nameOfDay`. */
  heads: Map<string, DayHead>;
  notes: Note[];
  /** Whether it is as it would be written anew: no line is torn, and few are overtaken. */
  tidy: boolean;
}

export const nameOfDay = ({ source, day }: Pick<DayHead, 'source' | 'day'>): string => `${source} ${day}`;

const HEAD = /^([a-z0-9_-]+) (\d{4}-\d{2}-\d{2}) (\d+) ([0-9a-f]{64})$/;
const NOTE = /^# (older|restored|edited) (\S+) (.+)$/;

/**
 * The first line is the instance; each other one a source, a day, a number of rows and their head, of which the last of
 * a day counts, or the same behind `#`, a note's word and its time. `undefined` where there is no file.
 */
export function readSidecar(path: string): Sidecar | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n');
  const isWhole = lines.at(-1) === '';
  if (isWhole) lines.pop();
  const found: Sidecar = { instance: lines[0]?.trim() ?? '', heads: new Map(), notes: [], tidy: isWhole };
  for (const line of lines.slice(1)) {
    const note = NOTE.exec(line);
    const head = headFrom(note ? note[3] : line);
    if (!head) found.tidy = false;
    else if (note) found.notes.push({ ...head, what: note[1] as Note['what'], at: note[2] });
    else found.heads.set(nameOfDay(head), head);
  }
  if (lines.length > 2 * found.heads.size + 500) found.tidy = false;
  return found;
}

function headFrom(text: string): DayHead | undefined {
  const [, source, day, links, head] = HEAD.exec(text) ?? [];
  return source === undefined ? undefined : { source, day, links: Number(links), head };
}

const lineOf = (head: DayHead) => `${head.source} ${head.day} ${head.links} ${head.head}\n`;
const lineOfNote = (note: Note) => `# ${note.what} ${note.at} ${lineOf(note)}`;

/** Adds what has grown. Ended in between, the last line is torn, and the next collector writes the file anew. */
export function appendToSidecar(path: string, heads: readonly DayHead[], notes: readonly Note[]): void {
  const descriptor = openSync(path, 'a', 0o600);
  try {
    writeSync(descriptor, notes.map(lineOfNote).join('') + heads.map(lineOf).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes it anew, whole or not at all. */
export function writeSidecar(path: string, { instance, heads, notes }: Omit<Sidecar, 'tidy'>, mode: number): void {
  const descriptor = openSync(`${path}.new`, 'w', mode);
  try {
    writeFileSync(descriptor, [`${instance}\n`, ...notes.map(lineOfNote), ...[...heads.values()].map(lineOf)].join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}
