import { serve } from '../server/serve';
import { herokuData, type HerokuSize } from './lifelike';
import { type HerokuOptions, startHeroku } from './start';

type ServeOptions = Omit<HerokuOptions, 'data'> & { size?: HerokuSize };

serve<ServeOptions>(
  ['size', 'token', 'scopes', 'rateLimit', 'clockSpeed', 'latencyMs', 'gzip', 'keepPages', 'port', 'host', 'faults'],
  // Nothing changes this data.
  ({ size, ...options }) => startHeroku({ keepPages: true, ...options, data: herokuData(size) }),
);
