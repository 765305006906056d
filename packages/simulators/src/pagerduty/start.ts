import { randomBytes } from 'node:crypto';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { type PagerDutyData } from './data';
import { pagerDutyData } from './lifelike';
import { createPagerDuty } from './provider';
import { CLASSIC } from './routes';
import { type RateWindow } from './window';

export interface PagerDutyOptions extends SimulatorOptions {
  /** Default: `pagerDutyData()`. */
  data?: PagerDutyData;
  /** A key, or an OAuth token (`pdus+…`, `pdeu+…`). Default: a new key. */
  token?: string;
  /** `real`: 960 requests per minute. Default: `off`, without headers. */
  rateLimit?: RateWindow | 'real' | 'off';
  /** The highest `offset + limit`. Default: 10,000, as PagerDuty's. */
  reach?: number;
  /** Items of the largest page. Default: 100, as PagerDuty's. */
  pageSize?: number;
  /** Makes each page once, for benchmarks: later changes of `data` do not show. Default: false. */
  keepPages?: boolean;
}

export interface PagerDutySimulator extends Simulator {
  token: string;
  /** A test may change it at any time. */
  data: PagerDutyData;
}

const REAL_RATE_LIMIT: RateWindow = { size: 960, seconds: 60 };

/** Rejects if the port is taken. */
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
