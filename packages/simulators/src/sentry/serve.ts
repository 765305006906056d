import { serve } from '../server/serve';
import { sentryData, type SentrySize } from './lifelike';
import { type SentryOptions, startSentry } from './start';

/** As `startSentry`'s, but the data set is only described. */
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
  // No one else can change this data.
  ({ size, ...options }) => startSentry({ keepPages: true, ...options, data: sentryData(size) }),
);
