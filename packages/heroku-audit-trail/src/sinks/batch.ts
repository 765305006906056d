import { createHash } from 'node:crypto';
import type { LogRow } from '../model/log-row';
import type { Batch } from './sink';

/** The id has a hash of the rows, because after a restore other rows can get the same numbers. */
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
