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
  /** The only one that is accepted: a key, or (`pdus+…`, `pdeu+…`) what an app got by OAuth. Default: a new key. */
  token?: string;
  /** `real`: 960 requests in each minute. Default: `off`, where no answer speaks of it. */
  rateLimit?: RateWindow | 'real' | 'off';
  /** The last item of a list that pages reach. Default: 10,000, as PagerDuty's. */
  reach?: number;
  /** The most items of a page, whatever is asked for. Default: 100, as PagerDuty's. */
  pageSize?: number;
  /**
   * Makes each page once, most of them before it listens: quick under load, but what is changed in `data` later is
   * not seen. Default: false.
   */
  keepPages?: boolean;
}

export interface PagerDutySimulator extends Simulator {
  token: string;
  /** What it serves. It may be changed at any time. */
  data: PagerDutyData;
}

const REAL_RATE_LIMIT: RateWindow = { size: 960, seconds: 60 };

/** Starts a server that behaves as PagerDuty's REST API does. Rejects where its port cannot be had. */
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
