import { type RateLimit } from '../server/rate-pool';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#clients */
export const VERSION_3 = /application\/vnd\.heroku\+json\s*;\s*version=3(?:\.([\w-]+))?\s*(?:[,;]|$)/;

export const REAL_RATE_LIMIT: RateLimit = { size: 4500, refillPerSecond: 75 / 60 };

/** The rest that answers show without a rate limit. */
export const UNCOUNTED_REMAINING = 4499;
