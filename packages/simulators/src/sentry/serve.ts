import { serve } from '../server/serve';
import { sentryData, type SentrySize } from './data';
import { type SentryOptions, startSentry } from './start';

type ServeOptions = Omit<SentryOptions, 'data'> & { size?: SentrySize };

serve<ServeOptions>(
  [
    'size',
    'token',
    'scopes',
    'limits',
    'pageSize',
    'emptyPages',
    'regionUrl',
    'slugsOnly',
    'dropLinks',
    'latencyMs',
    'gzip',
    'keepPages',
    'port',
    'host',
    'faults',
  ],
  ({ size, ...options }) => startSentry({ keepPages: true, ...options, data: sentryData(size) }),
);
