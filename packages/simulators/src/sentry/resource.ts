import { type Random } from '../server/random';
import { type SentryData } from './types';

export interface Item {
  id: string;
  project?: { id: string } | null;
}

/** One list of the simulator. A new resource is a file like `monitors.ts`, and a line in `resources.ts`. */
export interface Resource {
  /** The last part of the path, and the key in `data.more`, such as `monitors`. */
  name: string;
  scopes: readonly string[];
  create: (data: SentryData, random: Random, odd: boolean) => Item[];
  /** Where all items, or only odd items, differ from Sentry's schema. */
  deviations: { always: readonly string[]; odd: readonly string[] };
}
