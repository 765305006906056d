import type { Config } from '../config/config';
import { herokuNow } from '../store/sources';
import { gapsOf } from '../store/status';
import type { Store } from '../store/store';

/**
 * What `/readyz` says is wrong: a source without a success for three intervals, and any day that is over and may lack
 * events. Empty where all is well.
 */
export function notReady({ sources, intervalSeconds }: Config, store: Store): string[] {
  return sources.flatMap(({ name }) => {
    const row = store.sources.get(name);
    if (!row?.polledAt) return [`${name}: nothing was read yet${row?.error ? `: ${row.error}` : ''}`];
    const now = herokuNow(row);
    const seconds = Math.round((now - Date.parse(row.polledAt)) / 1000);
    const stale = seconds > 3 * intervalSeconds;
    return [
      ...(stale ? [`${name}: last read ${seconds} s ago${row.error ? `: ${row.error}` : ''}`] : []),
      ...gapsOf(store, name, now).map(({ day, reason }) => `${name} ${day}: ${reason}`),
    ];
  });
}
