import { type AuditEvent, type Reference } from './event';

/** An event as the trail holds it, and when it is to be seen: milliseconds by the simulator's clock. */
interface Entry {
  id: string;
  json: string;
  from: number;
  until: number;
}

export interface Publish {
  /** The day that Heroku lists it under. Default: that of its `created_at`. */
  day?: string;
  /** From when on it is listed, in milliseconds by the simulator's clock. Default: always. */
  from?: number;
}

/** The audit trails of one enterprise account, as Heroku keeps it. */
export interface AuditTrail {
  account: Reference;
  /** Puts in an event, or the JSON text of one. */
  publish(event: AuditEvent | string, when?: Publish): void;
  /** From then on the event reads differently. */
  revise(id: string, fields: Partial<AuditEvent>, from?: number): void;
  /** From then on the event is no longer there. */
  withdraw(id: string, from?: number): void;
  /** The JSON texts of a day's events, as they are at that moment. */
  listed(day: string, now: number): string[];
  /** Days with events, oldest first. */
  days(): string[];
}

export function createAuditTrail(account: Reference): AuditTrail {
  const byDay = new Map<string, Entry[]>();

  function entryOf(id: string): { day: string; entry: Entry } {
    for (const [day, entries] of byDay) {
      const entry = [...entries].reverse().find((candidate) => candidate.id === id);
      if (entry) return { day, entry };
    }
    throw new Error(`The trail has no event ${id}.`);
  }

  return {
    account,
    publish(event, { day, from = -Infinity } = {}) {
      const json = typeof event === 'string' ? event : JSON.stringify(event);
      const { id, created_at } = typeof event === 'string' ? (JSON.parse(event) as AuditEvent) : event;
      const on = day ?? created_at.slice(0, 10);
      let entries = byDay.get(on);
      if (!entries) byDay.set(on, (entries = []));
      entries.push({ id, json, from, until: Infinity });
    },
    revise(id, fields, from = -Infinity) {
      const { day, entry } = entryOf(id);
      entry.until = from;
      const json = JSON.stringify({ ...(JSON.parse(entry.json) as object), ...fields });
      byDay.get(day)?.push({ id, json, from, until: Infinity });
    },
    withdraw(id, from = -Infinity) {
      entryOf(id).entry.until = from;
    },
    listed: (day, now) =>
      (byDay.get(day) ?? []).filter(({ from, until }) => from <= now && now < until).map(({ json }) => json),
    days: () => [...byDay.keys()].sort(),
  };
}
