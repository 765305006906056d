import { type Random } from '../server/random';
import { type HerokuData } from './data';
import { type HerokuError } from './errors';
import { type World } from './finders';

/** All that the simulator knows about a list. A new one is a file, and a line in `resources.ts`. */
export interface Resource {
  /** With the name of its parent: `/spaces/:space/vpn-connections`. */
  path: string;
  refuses?: (world: World, parent: string) => HerokuError | undefined;
  /** By the id of the parent. */
  create: (data: HerokuData, random: Random, odd: boolean) => Record<string, { id: string }[]>;
  /** Where odd items differ from Heroku's schema. */
  departures: readonly string[];
}
