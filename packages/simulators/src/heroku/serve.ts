import { serve } from '../server/serve';
import { herokuData, type HerokuSize } from './data';
import { type HerokuOptions, startHeroku } from './start';

type ServeOptions = Omit<HerokuOptions, 'data'> & { size?: HerokuSize };

serve<ServeOptions>(
  ['size', 'token', 'scopes', 'rateLimit', 'clockSpeed', 'latencyMs', 'gzip', 'keepPages', 'port', 'host', 'faults'],
  ({ size, ...options }) => startHeroku({ keepPages: true, ...options, data: herokuData(size) }),
);
