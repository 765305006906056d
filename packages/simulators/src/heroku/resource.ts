import { type Random } from '../server/random';
import { type HerokuData } from './types';
import { type HerokuError } from './errors';
import { type World } from './finders';

/** One list of the simulator. A new resource is a file like `vpn-connections.ts`, and a line in `resources.ts`. */
export interface Resource {
  /** For example `/spaces/:space/vpn-connections`. */
  path: string;
  refuses?: (world: World, parent: string) => HerokuError | undefined;
  /** By the id of the parent. */
  create: (data: HerokuData, random: Random, odd: boolean) => Record<string, { id: string }[]>;
  /** Where odd items differ from Heroku's schema. */
  deviations: readonly string[];
}
