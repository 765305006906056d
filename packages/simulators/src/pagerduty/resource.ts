import { type Random } from '../server/random';
import { type PagerDutyData } from './data';
import { type Include } from './includes';
import { type Place } from './references';

/** By parameter: whether one of these values means an item. */
export type Filters = Readonly<Record<string, (item: never, values: ReadonlySet<string>) => boolean>>;

/** A list that has a file of its own, with all that the simulator knows about it. */
export interface Resource {
  /** Its path, and its name in the answer and in `data.more`: `maintenance_windows`. */
  name: string;
  includes?: Readonly<Record<string, Include>>;
  filters?: Filters;
  /** With `odd`, the odd items too. */
  create: (data: PagerDutyData, random: Random, place: Place, odd: boolean) => { id: string }[];
  /** Where odd items depart from PagerDuty's schema. */
  departures: readonly string[];
}
