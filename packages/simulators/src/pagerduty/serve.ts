import { serve } from '../server/serve';
import { pagerDutyData, type PagerDutySize } from './data';
import { type PagerDutyOptions, startPagerDuty } from './start';

type ServeOptions = Omit<PagerDutyOptions, 'data'> & { size?: PagerDutySize };

serve<ServeOptions>(
  ['size', 'token', 'rateLimit', 'reach', 'pageSize', 'latencyMs', 'gzip', 'keepPages', 'port', 'host', 'faults'],
  ({ size, ...options }) => startPagerDuty({ keepPages: true, ...options, data: pagerDutyData(size) }),
);
