import { randomUUID } from 'node:crypto';
import { type RateLimit } from '../server/rate-pool';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { type HerokuData } from './types';
import { herokuData } from './data';
import { REAL_RATE_LIMIT } from './dialect';
import { createHeroku } from './provider';

export interface HerokuOptions extends SimulatorOptions {
  data?: HerokuData;
  token?: string;
  scopes?: string[];
  /** `only`: invitations need `version=3.team-invitations`. `unknown`: that version gets 406. Default: `only`. */
  variants?: 'only' | 'unknown';
  /** `real`: 4,500 requests, and 75 more every minute. Default: `off`, but with the headers. */
  rateLimit?: RateLimit | 'real' | 'off';
  /** How much faster the pool refills, for clients with a fast clock. Default: 1. */
  clockSpeed?: number;
  /** Makes each page once, for benchmarks: later changes of `data` do not show. Default: false. */
  keepPages?: boolean;
}

export interface HerokuSimulator extends Simulator {
  token: string;
  data: HerokuData;
}

export async function startHeroku(options: HerokuOptions = {}): Promise<HerokuSimulator> {
  const { data = herokuData(), token = `HRKU-${randomUUID()}`, scopes = ['global'] } = options;
  const { rateLimit = 'off', clockSpeed = 1, keepPages = false, variants = 'only' } = options;
  const provider = createHeroku({
    data,
    token,
    scopes,
    variants,
    keepPages,
    rateLimit:
      rateLimit === 'off' ? undefined : atSpeed(clockSpeed, rateLimit === 'real' ? REAL_RATE_LIMIT : rateLimit),
  });
  return { ...(await startSimulator(provider, options)), token, data };
}

const atSpeed = (speed: number, limit: RateLimit): RateLimit => {
  return { ...limit, refillPerSecond: limit.refillPerSecond * speed };
};
