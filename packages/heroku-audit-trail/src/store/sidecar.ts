import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DayHead } from './chains';
import { syncFolder } from './folders';

/** A finding about a day. `older`: fewer rows than before. `restored`: fewer, by `restore`. `edited`: other rows. */
export interface Note extends DayHead {
  what: 'older' | 'restored' | 'edited';
  /** ISO 8601. The head is the one from before. */
  at: string;
}

/** The file `heroku_logs.id` next to the database. With it, the collector sees a lost, older or edited database. */
export interface Sidecar {
  instance: string;
  heads: Map<string, DayHead>;
  notes: Note[];
  /** Whether no line is torn, and few lines are out of date. */
  tidy: boolean;
}

export const nameOfDay = ({ source, day }: Pick<DayHead, 'source' | 'day'>): string => `${source} ${day}`;

const HEAD = /^([a-z0-9_-]+) (\d{4}-\d{2}-\d{2}) (\d+) ([0-9a-f]{64})$/;
const NOTE = /^# (older|restored|edited) (\S+) (.+)$/;

/**
 * The first line is the instance. Each other line has a source, a day, a number of rows and their head; the last line of a
 * day counts. A note has the same after `#`, its word and its time. `undefined` if there is no file.
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

/** Appends new heads and notes. A crash can tear the last line; then the next collector rewrites the file. */
export function appendToSidecar(path: string, heads: readonly DayHead[], notes: readonly Note[]): void {
  const descriptor = openSync(path, 'a', 0o600);
  try {
    writeSync(descriptor, notes.map(lineOfNote).join('') + heads.map(lineOf).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

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
