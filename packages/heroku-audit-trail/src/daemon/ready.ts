import { counted } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { herokuNow } from '../store/sources';
import { gapsOf } from '../store/status';
import type { Store } from '../store/store';

/**
 * What `/readyz` says is wrong: a source without a success for three intervals, any day that is over and may lack
 * events, and rows that a receiver has refused. Empty where all is well.
 */
export const notReady = async (config: Config, store: Store): Promise<string[]> => [
  ...(await wrongWithSources(config, store)),
  ...(await wrongWithSinks(config, store)),
];

async function wrongWithSinks({ sinks }: Config, store: Store): Promise<string[]> {
  const all = (await store.parked.all()).filter(({ state }) => state === 'parked');
  return sinks.flatMap(({ name }) => {
    const parked = all.filter(({ sink }) => sink === name);
    if (parked.length === 0) return [];
    // What the receiver said may tell of events: it is for those who can read the log.
    const [{ seq, status }] = parked;
    return [`${name}: ${counted(parked.length, 'row')} parked, the first is row ${seq}, refused with ${status}`];
  });
}

async function wrongWithSources({ sources, intervalSeconds }: Config, store: Store): Promise<string[]> {
  const wrong = sources.map(async ({ name }) => {
    const row = await store.sources.get(name);
    if (!row?.polledAt) return [`${name}: nothing was read yet${row?.error ? `: ${row.error}` : ''}`];
    const now = herokuNow(row);
    const seconds = Math.round((now - Date.parse(row.polledAt)) / 1000);
    const stale = seconds > 3 * intervalSeconds;
    return [
      ...(stale ? [`${name}: last read ${seconds} s ago${row.error ? `: ${row.error}` : ''}`] : []),
      ...(await gapsOf(store, name, now)).map(({ day, reason }) => `${name} ${day}: ${reason}`),
    ];
  });
  return (await Promise.all(wrong)).flat();
}
