import { type AuditEvent, type Reference } from './event';

interface Entry {
  id: string;
  json: string;
  from: number;
  until: number;
}

export interface Publish {
  /** The list with the event. Default: the day of `created_at`. */
  day?: string;
  /** When the list first has the event, by the simulator's clock. Default: always. */
  from?: number;
}

export interface AuditTrail {
  account: Reference;
  publish(event: AuditEvent | string, when?: Publish): void;
  revise(id: string, fields: Partial<AuditEvent>, from?: number): void;
  withdraw(id: string, from?: number): void;
  /** JSON texts. The array is the same until the list changes. */
  listed(day: string, now: number): readonly string[];
  days(): string[];
}

interface Listing {
  events: readonly string[];
  from: number;
  until: number;
}

function listingOf(entries: readonly Entry[], now: number): Listing {
  const listing = { events: [] as string[], from: -Infinity, until: Infinity };
  for (const { json, from, until } of entries) {
    if (from <= now && now < until) listing.events.push(json);
    for (const moment of [from, until]) {
      if (moment <= now) listing.from = Math.max(listing.from, moment);
      else listing.until = Math.min(listing.until, moment);
    }
  }
  return listing;
}

export function createAuditTrail(account: Reference): AuditTrail {
  const byDay = new Map<string, Entry[]>();
  const listings = new Map<string, Listing>();

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
      listings.delete(on);
    },
    revise(id, fields, from = -Infinity) {
      const { day, entry } = entryOf(id);
      entry.until = from;
      const json = JSON.stringify({ ...(JSON.parse(entry.json) as object), ...fields });
      byDay.get(day)?.push({ id, json, from, until: Infinity });
      listings.delete(day);
    },
    withdraw(id, from = -Infinity) {
      const { day, entry } = entryOf(id);
      entry.until = from;
      listings.delete(day);
    },
    listed(day, now) {
      let listing = listings.get(day);
      if (!listing || now < listing.from || now >= listing.until) {
        listing = listingOf(byDay.get(day) ?? [], now);
        listings.set(day, listing);
      }
      return listing.events;
    },
    days: () => [...byDay.keys()].sort(),
  };
}
