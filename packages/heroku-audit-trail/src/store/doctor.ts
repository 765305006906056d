import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explained } from '../errors';
import type { Format } from '../formats/format';
import { DATABASE, SIDECAR } from './open';
import type { LogRow } from './sinks';
import type { Database } from './sqlite';
import type { Store } from './store';

export interface Finding {
  ok: boolean;
  what: string;
  advice?: string;
}

/** Who else on this machine can read the folder. */
export function findPermissions(folder: string): Finding {
  const { mode } = statSync(folder);
  const open = (mode & 0o077) !== 0;
  return open
    ? {
        ok: false,
        what: `${folder} can be read by others (mode ${(mode & 0o777).toString(8)})`,
        advice: `chmod 700 ${folder}`,
      }
    : { ok: true, what: `${folder} is for its owner alone` };
}

/** The state that is expected and not there. */
export function findLost(folder: string): Finding | undefined {
  const [database, sidecar] = [DATABASE, SIDECAR].map((name) => existsSync(join(folder, name)));
  if (database || !sidecar) return undefined;
  return {
    ok: false,
    what: `${DATABASE} is gone, and ${SIDECAR} says that there was one`,
    advice:
      'Bring it back from a backup. Without one, doctor --start-over puts everything aside, and the next collect begins ' +
      'anew; backfill --archive brings back what was.',
  };
}

export function findDamage(db: Database): Finding[] {
  const found = db.prepare('PRAGMA integrity_check(10)').pluck().all() as string[];
  if (found[0] === 'ok') return [{ ok: true, what: 'the database is whole' }];
  const isIndexOnly = found.every((line) => /index/i.test(line));
  return found.map((line, i) => ({
    ok: false,
    what: `the database is damaged: ${line.split('\n')[0]}`,
    advice:
      i > 0 ? undefined : isIndexOnly ? 'doctor --repair makes its indexes anew.' : 'Bring it back from a backup.',
  }));
}

/** Files that do not have what was acknowledged. */
export function findShortFiles(store: Store, sink: string, folder: string): { file: string; finding: Finding }[] {
  return store.sinks.filesOf(sink).flatMap(({ file, bytes }) => {
    const path = join(folder, file);
    const size = existsSync(path) ? statSync(path).size : 0;
    if (size >= bytes) return [];
    return [
      {
        file,
        finding: {
          ok: false,
          what: `${path} has ${size} bytes, and ${bytes} were acknowledged`,
          advice: 'doctor --repair writes it again from the log.',
        },
      },
    ];
  });
}

/** Writes a file of an ndjson sink anew from the log, up to what the sink has acknowledged. */
export function rewriteFile(store: Store, sink: string, folder: string, file: string, format: Format): void {
  const [source, name] = file.split('/');
  const day = name.replace(/\.ndjson$/, '');
  const { acked } = store.sinks.get(sink)!;
  const rows = store.db.prepare<[string, string, number], LogRow>(
    'SELECT * FROM heroku_events WHERE source = ? AND day = ? AND seq <= ? ORDER BY seq',
  );
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const descriptor = openSync(`${path}.new`, 'w', 0o600);
  let bytes = 0;
  try {
    for (const row of rows.iterate(source, day, acked)) bytes += writeSync(descriptor, `${format(row)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${path}.new`, path);
  store.transaction(() => store.sinks.setBytes(sink, file, bytes));
}

/** Makes the indexes anew, which hold nothing that the table does not. */
export function repairIndexes(store: Store): void {
  store.db.exec('REINDEX');
}

export const wordsOf = (error: unknown, folder: string): string => (explained(error, folder) as Error).message;
