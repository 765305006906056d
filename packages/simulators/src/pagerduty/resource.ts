import { type Random } from '../server/random';
import { type PagerDutyData } from './data';
import { type Include } from './includes';
import { type Place } from './references';

/** By parameter: whether one of its values matches an item. */
export type Filters = Readonly<Record<string, (item: never, values: ReadonlySet<string>) => boolean>>;

/** All that the simulator knows about a list. A new one is a file, and a line in `resources.ts`. */
export interface Resource {
  /** Its path, its key in the answer and in `data.more`, such as `maintenance_windows`. */
  name: string;
  includes?: Readonly<Record<string, Include>>;
  filters?: Filters;
  create: (data: PagerDutyData, random: Random, place: Place, odd: boolean) => { id: string }[];
  /** Where odd items differ from PagerDuty's schema. */
  departures: readonly string[];
}
