import { randomUUID } from 'node:crypto';
import { type RateLimit } from '../server/rate-pool';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { type HerokuData } from './data';
import { herokuData } from './lifelike';
import { createHeroku } from './provider';

export interface HerokuOptions extends SimulatorOptions {
  /** Default: `herokuData()`. */
  data?: HerokuData;
  /** Default: a new one. */
  token?: string;
  /** Of the token. Default: `['global']`. */
  scopes?: string[];
  /** Whether pending invitations need the variant `version=3.team-invitations`. Default: `only`. */
  variants?: 'only' | 'unknown';
  /** `real`: 4,500 requests, and 75 per minute. Default: `off`, with the headers. */
  rateLimit?: RateLimit | 'real' | 'off';
  /** The pool refills so many times as fast, for clients with a fast clock. Default: 1. */
  clockSpeed?: number;
  /** Makes each page once, for benchmarks: later changes of `data` do not show. Default: false. */
  keepPages?: boolean;
}

export interface HerokuSimulator extends Simulator {
  token: string;
  /** A test may change it at any time. */
  data: HerokuData;
}

const REAL_RATE_LIMIT: RateLimit = { size: 4500, refillPerSecond: 75 / 60 };

/** Rejects if the port is taken. */
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
