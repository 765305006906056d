import { type Random } from '../server/random';
import { type PagerDutyData } from './types';
import { type Include } from './includes';
import { type Place } from './references';

/** By parameter. A filter tells whether one of the values matches the item. */
export type Filters = Readonly<Record<string, (item: never, values: ReadonlySet<string>) => boolean>>;

/** One list of the simulator. A new resource is a file like `maintenance-windows.ts`, and a line in `resources.ts`. */
export interface Resource {
  /** The path, and the key in the answer and in `data.more`, such as `maintenance_windows`. */
  name: string;
  includes?: Readonly<Record<string, Include>>;
  filters?: Filters;
  create: (data: PagerDutyData, random: Random, place: Place, odd: boolean) => { id: string }[];
  /** Where odd items differ from PagerDuty's schema. */
  deviations: readonly string[];
}
