import { serve } from '../server/serve';
import { herokuData, type HerokuSize } from './lifelike';
import { type HerokuOptions, startHeroku } from './start';

/** As `startHeroku`'s, but the data set is only described. */
type ServeOptions = Omit<HerokuOptions, 'data'> & { size?: HerokuSize };

serve<ServeOptions>(
  ['size', 'token', 'scopes', 'rateLimit', 'clockSpeed', 'latencyMs', 'gzip', 'keepPages', 'port', 'host', 'faults'],
  // No one else can change this data.
  ({ size, ...options }) => startHeroku({ keepPages: true, ...options, data: herokuData(size) }),
);
