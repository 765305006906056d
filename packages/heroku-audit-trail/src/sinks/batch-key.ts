import { createHash } from 'node:crypto';
import type { LogRow } from '../model/log-row';
import type { Batch } from './sink';

/** The id tells the rows: other rows have another id, also under the same numbers, as after a restore. */
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
