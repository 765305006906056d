import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS, sizeOf, type ReadableBy } from './access';
import { DATABASE, SIDECAR } from './checks';
import { FILL_DAY_VALUES, VALUES_IN_ROWS } from './migrations';
import { DAY_VALUES_SINCE } from './schema';
import type { Database } from './sqlite';
import type { Store } from './store';

export interface Finding {
  ok: boolean;
  what: string;
  advice?: string;
}

export function findPermissions(folder: string, readableBy: ReadableBy): Finding {
  const { folder: allowed } = ACCESS[readableBy];
  const mode = statSync(folder).mode & 0o777;
  const others = readableBy === 'owner' ? 'others' : 'others than its owner and its group';
  if ((mode & ~allowed) !== 0) {
    return {
      ok: false,
      what: `${folder} can be read by ${others} (mode ${mode.toString(8)})`,
      advice: `chmod ${allowed.toString(8)} ${folder}`,
    };
  }
  if (readableBy === 'owner') return { ok: true, what: `only its owner can read ${folder}` };
  const open = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => (statSync(join(folder, name)).mode & 0o027) !== 0,
  );
  if (open.length === 0) return { ok: true, what: `only its owner and its group can read ${folder}` };
  return {
    ok: false,
    what: `${join(folder, open[0])}${open.length > 1 ? ` and ${open.length - 1} more` : ''} can be read by ${others}`,
    advice: `chmod -R g-w,o-rwx ${folder}`,
  };
}

export function findLost(folder: string): Finding | undefined {
  const [database, sidecar] = [DATABASE, SIDECAR].map((name) => sizeOf(join(folder, name)) !== undefined);
  if (database || !sidecar) return undefined;
  return {
    ok: false,
    what: `${DATABASE} is gone, but ${SIDECAR} says that there was one`,
    advice:
      'Restore it from a backup: heroku-audit-trail restore --from <folder>. Without a backup, run doctor --start-over: ' +
      'it moves everything aside, and the next collect starts from the beginning. Then add earlier months with backfill --archive.',
  };
}

export function findDamage(db: Database): Finding[] {
  const lines = db.prepare<[], { integrity_check: string }>('PRAGMA integrity_check(10)').all();
  const found = lines.map(({ integrity_check }) => integrity_check);
  if (found[0] === 'ok') return [{ ok: true, what: 'the database is whole' }];
  const isIndexOnly = found.every((line) => /index/i.test(line));
  return found.map((line, i) => ({
    ok: false,
    what: `the database is damaged: ${line.split('\n')[0]}`,
    advice:
      i > 0
        ? undefined
        : isIndexOnly
          ? 'Run doctor --repair, which rebuilds the indexes.'
          : 'Restore it from a backup: heroku-audit-trail restore --from <folder>',
  }));
}

export function repairIndexes(db: Database): void {
  db.exec('REINDEX');
}

/** `search` relies on the table `day_values`, which has no hash chain. */
export async function findUnsearchable({ sql, version }: Store): Promise<Finding> {
  if (version >= DAY_VALUES_SINCE) {
    for (const select of VALUES_IN_ROWS) {
      const missing = await sql.get<{ source: string; day: string }>(
        `SELECT source, day FROM (${select} EXCEPT SELECT name, value, source, day, first, last FROM day_values) AS missing
         ORDER BY 1, 2 LIMIT 1`,
      );
      if (missing) {
        const { source, day } = missing;
        const what = `${source} ${day}: search may not find all rows, because the table day_values does not match them`;
        return { ok: false, what, advice: 'Stop the collector, and run doctor --repair, which rebuilds this table.' };
      }
    }
  }
  return { ok: true, what: 'search finds every row' };
}

export const repairSearch = (store: Store): Promise<void> =>
  store.transaction(async ({ sql }) => {
    for (const text of ['DELETE FROM day_values', ...FILL_DAY_VALUES]) await sql.run(text);
  });
