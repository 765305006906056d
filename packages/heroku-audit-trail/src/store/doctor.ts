import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { FORMATS, type FormatName } from '../formats/format';
import { makeFolder, syncFolder } from './folders';
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
          advice: 'Stop the collector: doctor --repair then writes it again from the log.',
        },
      },
    ];
  });
}

/**
 * Writes a file of an ndjson sink anew from the log, up to what the sink has acknowledged: each row in the format that
 * it had, so that the file is again what it was.
 *
 * @param otherwise the format of rows of which it is not stored.
 * @throws CollectorError where it is not known.
 */
export function rewriteFile(store: Store, sink: string, folder: string, file: string, otherwise?: FormatName): void {
  const [source, name] = file.split('/');
  const day = name.replace(/\.ndjson$/, '');
  const { acked } = store.sinks.get(sink)!;
  const formats = store.sinks.formatsOf(sink);
  const rows = store.db.prepare<[string, string, number], LogRow>(
    'SELECT * FROM heroku_events WHERE source = ? AND day = ? AND seq <= ? ORDER BY seq',
  );
  const path = join(folder, file);
  makeFolder(dirname(path));
  const descriptor = openSync(`${path}.new`, 'w', 0o600);
  let bytes = 0;
  try {
    for (const row of rows.iterate(source, day, acked)) {
      const format = formats.find(({ fromSeq }) => fromSeq <= row.seq)?.format ?? otherwise;
      if (format === undefined) throw unknownFormat(path, store.folder);
      const line = Buffer.from(`${FORMATS[format](row)}\n`);
      writeFileSync(descriptor, line);
      bytes += line.length;
    }
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(`${path}.new`);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  // At no time is there a file that is longer than what is said of it: the collector would take the rest for what a
  // crash left behind, and cut it off in the middle of a line. Ended between these, the file is short once more.
  rmSync(path, { force: true });
  syncFolder(dirname(path));
  store.transaction(() => store.sinks.setBytes(sink, file, bytes));
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

const unknownFormat = (path: string, dataDir: string) =>
  new CollectorError(
    EXIT.config,
    `The format of ${path} is not known: a version of the collector began it that did not store this.`,
    `Name the one that its sink had: heroku-audit-trail doctor --repair --format raw --data-dir ${dataDir}  (or ocsf)`,
  );

/** Makes the indexes anew, which hold nothing that the table does not. */
export function repairIndexes(store: Store): void {
  store.db.exec('REINDEX');
}
