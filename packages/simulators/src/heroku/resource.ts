import { type Random } from '../server/random';
import { type HerokuData } from './data';
import { type HerokuError } from './errors';
import { type World } from './finders';

/** A list that has a file of its own, with all that the simulator knows about it. */
export interface Resource {
  /** With the name of its parent: `/spaces/:space/vpn-connections`. */
  path: string;
  /** The error of a 422. */
  refuses?: (world: World, parent: string) => HerokuError | undefined;
  /** The items of each parent by its id; with `odd`, the odd ones too. */
  create: (data: HerokuData, random: Random, odd: boolean) => Record<string, { id: string }[]>;
  /** Where odd items depart from Heroku's schema. */
  departures: readonly string[];
}
