import { counted } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { herokuNow } from '../store/sources';
import { gapsOf } from '../store/status';
import type { Store } from '../store/store';
import type { Troubles } from './troubles';

/** Why the collector is not ready. A refusal or a full disk counts at once, other failures after three intervals. */
export async function notReady(config: Config, store: Store, troubles: Troubles): Promise<string[]> {
  const of = { config, store, troubles };
  const reasons = [
    ...config.sources.map(({ name }) => wrongWithSource(name, of)),
    ...config.sinks.map(({ name }) => wrongWithSink(name, of)),
  ];
  return (await Promise.all(reasons)).flat();
}

interface Known {
  config: Config;
  store: Store;
  troubles: Troubles;
}

const graceMs = ({ intervalSeconds }: Config) => 3 * intervalSeconds * 1000;

async function wrongWithSource(name: string, { config, store, troubles }: Known): Promise<string[]> {
  const trouble = troubles.source.get(name);
  const row = await store.sources.get(name);
  const now = row ? herokuNow(row) : Date.now();
  const gaps = (row ? await gapsOf(store, name, now) : []).map(({ day, reason }) => `${name} ${day}: ${reason}`);
  if (trouble?.lasts) return [`${name}: ${trouble.message}`, ...gaps];
  const why = trouble?.message ?? row?.error;
  if (!row?.polledAt) return [`${name}: nothing was read yet${why ? `: ${why}` : ''}`];
  const ms = now - Date.parse(row.polledAt);
  const stale = `${name}: last read ${Math.round(ms / 1000)} s ago${why ? `: ${why}` : ''}`;
  return [...(ms > graceMs(config) ? [stale] : []), ...gaps];
}

async function wrongWithSink(name: string, { config, store, troubles }: Known): Promise<string[]> {
  const reasons: string[] = [];
  const trouble = troubles.sink.get(name);
  if (trouble && (trouble.lasts || Date.now() - trouble.since > graceMs(config))) {
    const lag = (await store.sinks.lastSeq()) - ((await store.sinks.get(name))?.acked ?? 0);
    const since = new Date(trouble.since).toISOString();
    reasons.push(`${name}: ${counted(lag, 'row')} behind, failing since ${since}: ${trouble.message}`);
  }
  const parked = (await store.parked.all(name)).filter(({ state }) => state === 'parked');
  if (parked.length > 0) {
    // The receiver's words may contain events, and this page has no password.
    const [{ seq, status }] = parked;
    reasons.push(`${name}: ${counted(parked.length, 'row')} parked, the first is row ${seq}, refused with ${status}`);
  }
  return reasons;
}
