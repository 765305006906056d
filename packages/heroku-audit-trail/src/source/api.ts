import {
  createHttp,
  type Http,
  type HttpOptions,
  type HttpPolicy,
  isConfidential,
  shown,
} from '@j1-integrations/provider-http';
import { CollectorError, EXIT } from '../errors';

export const HEROKU_API_URL = 'https://api.heroku.com';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#rate-limits */
const RATE_LIMIT = { remaining: 'RateLimit-Remaining', size: 4500, refillPerSecond: 75 / 60 };

export interface ApiOptions {
  apiUrl: URL;
  /** Called before every attempt, because tokens are rotated. */
  token: () => Promise<string>;
  secrets: () => readonly string[];
  policy?: Partial<HttpPolicy>;
  onWait?: HttpOptions['onWait'];
}

export function createApi(options: ApiOptions, onHeaders: HttpOptions['onHeaders']): Http {
  const { apiUrl, token, secrets, policy, onWait } = options;
  return createHttp({
    baseUrl: apiUrl,
    headers: async () => ({
      accept: 'application/vnd.heroku+json; version=3',
      authorization: `Bearer ${await token()}`,
      'user-agent': 'heroku-audit-trail',
    }),
    secrets,
    rateLimit: RATE_LIMIT,
    isOwnError,
    onWait,
    onHeaders,
    policy,
  });
}

/** An error of Heroku has an id such as `not_found`. An error of a gateway has none, or the id of the request. */
const isOwnError = (body: object): boolean =>
  'id' in body && typeof body.id === 'string' && /^[a-z_-]+$/i.test(body.id);

export function apiUrlFrom(text: string | undefined, name: string): URL {
  const address = text || HEROKU_API_URL;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && isConfidential(url)) return url;
  throw new CollectorError(
    EXIT.config,
    `${name} is ${shown(url ? `${url.protocol}//${url.host}` : text)}. Allowed: https, because the request has the token; http on loopback only.`,
  );
}
