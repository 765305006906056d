import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { fieldsOf } from '../model/event';
import type { LogRow } from '../model/log-row';
import { sizeOf } from './access';
import { compressedName, dayFileOf, plainName } from './day-file';
import { linesOf } from './file-lines';

export interface FileRange {
  source?: string;
  since?: string;
  until?: string;
}

/** The rows by day and file. @throws CollectorError if there are no files, or if a line is not in the format `raw`. */
export async function* rowsInFiles(folder: string, range: FileRange): AsyncGenerator<LogRow, void, undefined> {
  for (const file of filesIn(folder)) {
    const { source } = dayFileOf(file)!;
    if (range.source !== undefined && source !== range.source) continue;
    for await (const row of rowsIn(join(folder, file))) {
      const time = row.created_at ?? row.first_seen;
      if ((range.since === undefined || time >= range.since) && (range.until === undefined || time < range.until))
        yield row;
    }
  }
}

async function* rowsIn(path: string): AsyncGenerator<LogRow, void, undefined> {
  let number = 0;
  try {
    for await (const line of linesOf(path, Infinity)) {
      number += 1;
      const text = String(line);
      // After a crash, the collector writes this line again.
      if (!text.endsWith('\n')) return;
      const row = rowOf(text.slice(0, -1));
      if (!row) throw notRawLine(path, number);
      yield row;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw error;
    throw new CollectorError(
      EXIT.config,
      `${compressedName(path)} cannot be unpacked (${code}), after line ${number}.`,
      'Run doctor --repair, which writes the file again if the table still has its rows.',
    );
  }
}

function filesIn(folder: string): string[] {
  const all = sizeOf(folder) === undefined ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const names = new Set(all.map(plainName).filter((name) => dayFileOf(name) !== undefined));
  if (names.size === 0) {
    throw new CollectorError(
      EXIT.usage,
      `${folder} has no files of an ndjson sink${existsSync(folder) ? '' : ': it does not exist'}.`,
      'Name the folder of the sink, such as /var/lib/heroku-audit-trail/ndjson: it has a folder for each source.',
    );
  }
  const place = (name: string) => {
    const { day, source, part } = dayFileOf(name)!;
    return `${day} ${source} ${String(part).padStart(9, '0')}`;
  };
  return [...names].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

const EVENT = ',"event":';

/** @returns `undefined` if `rawLine` has not written this line. */
function rowOf(line: string): LogRow | undefined {
  // In a string before it, the quotes would be escaped.
  const at = line.indexOf(EVENT);
  try {
    const head = JSON.parse(at === -1 ? line : `${line.slice(0, at)}}`) as Record<string, unknown>;
    const { seq, source, id, revision, kind, day, late, first_seen, event_base64: encoded } = head;
    if (typeof seq !== 'number' || typeof id !== 'string' || typeof first_seen !== 'string') return undefined;
    const raw =
      at === -1
        ? String(Buffer.from(typeof encoded === 'string' ? encoded : '', 'base64'))
        : line.slice(at + EVENT.length, -1);
    const row = { seq, source, id, revision, kind, day, first_seen, raw, ...shown(raw) } as LogRow;
    return { ...row, late: late === true ? 1 : 0 };
  } catch {
    return undefined;
  }
}

function shown(raw: string): Pick<LogRow, 'created_at' | 'type' | 'action' | 'actor' | 'app' | 'team' | 'ip'> {
  try {
    const { createdAt: created_at, type, action, actor, app, team, ip } = fieldsOf(Buffer.from(raw));
    return { created_at, type, action, actor, app, team, ip };
  } catch {
    return { created_at: null, type: null, action: null, actor: null, app: null, team: null, ip: null };
  }
}

const notRawLine = (path: string, number: number) =>
  new CollectorError(
    EXIT.usage,
    `Line ${number} of ${path} is not a row in the format raw.`,
    'Only files in this format can be read here. The table has the same events.',
  );
