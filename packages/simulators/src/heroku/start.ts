import { randomUUID } from 'node:crypto';
import { type RateLimit } from '../server/rate-pool';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { type HerokuData } from './data';
import { herokuData } from './lifelike';
import { createHeroku } from './provider';

export interface HerokuOptions extends SimulatorOptions {
  /** Default: `herokuData()`. */
  data?: HerokuData;
  /** The only one that is accepted. Default: a new one. */
  token?: string;
  /** The token's. Default: `['global']`. */
  scopes?: string[];
  /**
   * Whether pending invitations are given to `version=3.team-invitations` only, as Heroku's own command line asks for
   * them, or this variant is unknown and plain version 3 gives them. Default: `only`.
   */
  variants?: 'only' | 'unknown';
  /** `real`: 4,500 requests, 75 more every minute. Default: `off`, where the headers are sent all the same. */
  rateLimit?: RateLimit | 'real' | 'off';
  /** How many times as fast as in reality the pool refills: for clients whose clock is so fast. Default: 1. */
  clockSpeed?: number;
  /**
   * Makes each page once, most of them before it listens: quick under load, but what is changed in `data` later is
   * not seen. Default: false.
   */
  keepPages?: boolean;
}

export interface HerokuSimulator extends Simulator {
  token: string;
  /** What it serves. It may be changed at any time. */
  data: HerokuData;
}

const REAL_RATE_LIMIT: RateLimit = { size: 4500, refillPerSecond: 75 / 60 };

/** Starts a server that behaves as Heroku's Platform API does. Rejects where its port cannot be had. */
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
