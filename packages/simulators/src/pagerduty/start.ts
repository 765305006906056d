import { randomBytes } from 'node:crypto';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { type PagerDutyData } from './types';
import { pagerDutyData } from './data';
import { createPagerDuty } from './provider';
import { CLASSIC } from './routes';
import { type RateWindow } from './rate-window';

export interface PagerDutyOptions extends SimulatorOptions {
  data?: PagerDutyData;
  /** A key, or an OAuth token such as `pdus+…`. Default: a new key. */
  token?: string;
  /** `real`: 960 requests per minute. Default: `off`, without headers. */
  rateLimit?: RateWindow | 'real' | 'off';
  /** The highest `offset + limit`. Default: 10,000, as at PagerDuty. */
  reach?: number;
  /** The size of the largest page. Default: 100, as at PagerDuty. */
  pageSize?: number;
  /** Makes each page once, for benchmarks: later changes of `data` do not show. Default: false. */
  keepPages?: boolean;
}

export interface PagerDutySimulator extends Simulator {
  token: string;
  data: PagerDutyData;
}

const REAL_RATE_LIMIT: RateWindow = { size: 960, seconds: 60 };

export async function startPagerDuty(options: PagerDutyOptions = {}): Promise<PagerDutySimulator> {
  const { data = pagerDutyData(), token = `u+${randomBytes(9).toString('hex')}` } = options;
  const { rateLimit = 'off', reach = CLASSIC.reach!, pageSize = CLASSIC.max, keepPages = false } = options;
  const provider = createPagerDuty({
    data,
    token,
    reach,
    pageSize,
    keepPages,
    rateLimit: rateLimit === 'off' ? undefined : rateLimit === 'real' ? REAL_RATE_LIMIT : rateLimit,
  });
  return { ...(await startSimulator(provider, options)), token, data };
}
