import { type Random } from '../server/random';
import { type SentryData } from './data';

export interface Item {
  id: string;
  project?: { id: string } | null;
}

/** All that the simulator knows about a list. A new one is a file, and a line in `resources.ts`. */
export interface Resource {
  /** The last word of its path, and its key in `data.more`, such as `monitors`. */
  name: string;
  /** A token needs one of them. */
  scopes: readonly string[];
  create: (data: SentryData, random: Random, odd: boolean) => Item[];
  /** Where items differ from Sentry's schema: all of them, or the odd ones. */
  departures: { always: readonly string[]; odd: readonly string[] };
}
