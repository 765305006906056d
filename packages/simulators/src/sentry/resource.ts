import { type Random } from '../server/random';
import { type SentryData } from './data';

/** What a resource's list holds. */
export interface Item {
  id: string;
  /** Of which it is. Not every one has one. */
  project?: { id: string } | null;
}

/** A list of the organization that has a file of its own here, with all that the simulator knows about it. */
export interface Resource {
  /** The last word of its path, and its place in `data.more`: `monitors`. */
  name: string;
  /** The scopes of which a token needs one. */
  scopes: readonly string[];
  /** Lifelike items and, where the data is to be odd, odd ones. */
  create: (data: SentryData, random: Random, odd: boolean) => Item[];
  /** Where the items depart from Sentry's own description: always, and the odd ones. */
  departures: { always: readonly string[]; odd: readonly string[] };
}
