import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, dayOf } from '../model/days';
import { sizeOf } from '../store/access';
import { dayFileOf, plainName } from '../store/day-file';
import { herokuNow } from '../store/sources';
import type { Store } from '../store/store';
import { ndjsonFolder } from './create';

/** Removes the files of days that are older than `olderThan` days and that the sink has delivered completely. */
export async function removeFiles(store: Store, olderThan: number, sinks: readonly string[]): Promise<string[]> {
  const removed: string[] = [];
  const known = (await store.sinks.all()).filter(({ name, type }) => type === 'ndjson' && sinks.includes(name));
  for (const { name, acked } of known) {
    for (const source of await store.sources.all()) {
      const until = addDays(dayOf(herokuNow(source)), -olderThan);
      const folder = join(ndjsonFolder(store.folder, name), source.name);
      // Reads the folder and not the table, because a crash can leave a file without an entry.
      const files = sizeOf(folder) === undefined ? [] : readdirSync(folder).sort();
      for (const file of files) {
        const plain = plainName(file.replace(/\.new$/, ''));
        const day = dayFileOf(`${source.name}/${plain}`)?.day;
        if (day === undefined || day >= until) continue;
        const found = await store.sql.get<{ last: number | null }>(
          'SELECT max(seq) AS last FROM heroku_logs WHERE source = ? AND day = ?',
          ...[source.name, day],
        );
        if ((found?.last ?? 0) > acked) continue;
        // The entry goes first, because `doctor` reports an entry without a file.
        await store.transaction((tx) => tx.sinks.forgetFile(name, `${source.name}/${plain}`));
        rmSync(join(folder, file));
        removed.push(join(folder, file));
      }
    }
  }
  return removed;
}
