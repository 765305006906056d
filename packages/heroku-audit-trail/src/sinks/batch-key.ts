import { createHash } from 'node:crypto';
import type { LogRow } from '../model/log-row';
import type { Batch } from './sink';

/**
 * A batch whose name tells its rows: the same rows have the same name, and other rows another one, also where they have
 * the same numbers, as after a backup is restored. Only who sends the name pays for it.
 */
export function batchOf(begin: string, rows: LogRow[], end: number): Batch {
  return {
    rows,
    end,
    get id() {
      const hash = createHash('sha256');
      for (const { raw, ...row } of rows) hash.update(`${JSON.stringify(row)}\n${raw}\n`);
      return `${begin}-${hash.digest('hex').slice(0, 32)}`;
    },
  };
}
