import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { createRatePool, type RateLimit } from '../server/rate-pool';
import { type Provider } from '../server/simulator';
import { type HerokuData } from './data';
import { couldNotFind, herokuError, type HerokuError, SCOPE_TOO_NARROW, UNKNOWN_ENDPOINT } from './errors';
import { freshPages, keptPages } from './pages';
import { parseRange } from './ranges';
import { findEnterprise, findTeam, type World } from './finders';
import { matchRoute, type RouteMatch, thingOf } from './routes';

export interface HerokuRules {
  data: HerokuData;
  token: string;
  scopes: readonly string[];
  /** Without one, requests are not counted. */
  rateLimit?: RateLimit;
  /** Whether an endpoint that has a variant of version 3 of its own is known only to that one, or not to it at all. */
  variants: 'only' | 'unknown';
  /** Only where no one changes the data. */
  keepPages: boolean;
}

/** @see https://devcenter.heroku.com/articles/platform-api-reference#clients */
const VERSION_3 = /application\/vnd\.heroku\+json\s*;\s*version=3(?:\.([\w-]+))?\s*(?:[,;]|$)/;

/** What an account has that no test counts. */
const UNCOUNTED_REMAINING = 4499;

/** Answers as api.heroku.com does. */
export function createHeroku({ data, token, scopes, variants, rateLimit, keepPages }: HerokuRules): Provider {
  const pool = rateLimit && createRatePool(rateLimit);
  const gone = new Set<string>();
  const world: World = { data, gone };
  const pages = keepPages ? keptPages(world) : freshPages(world);

  const remaining = () => pool?.remaining() ?? UNCOUNTED_REMAINING;

  function headersFor(request: ProviderRequest, status: number, accepted?: readonly string[]): Record<string, string> {
    const headers: Record<string, string> = {
      'Content-Type': 'application/json',
      'Cache-Control': 'private, no-cache',
      Vary: 'Authorization,Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
      'Request-Id': request.requestId,
    };
    if (status === 401 || status === 406) return headers;
    headers['OAuth-Scope'] = scopes.join(' ');
    if (accepted) headers['OAuth-Scope-Accepted'] = accepted.join(' ');
    headers['RateLimit-Remaining'] = String(remaining());
    headers['RateLimit-Multiplier'] = '1';
    return headers;
  }

  function refuse(request: ProviderRequest, status: number, error: HerokuError = herokuError(status)): Answer {
    const accepted = matchRoute(request.path)?.route.scopes;
    return { status, headers: headersFor(request, status, accepted), body: jsonBody(error) };
  }

  function answer(request: ProviderRequest): Answer {
    const version = VERSION_3.exec(request.headers.accept ?? '');
    if (!version) return refuse(request, 406);
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(request, 401);
    // Asking how many requests are left costs none.
    if (request.method === 'GET' && request.path === '/account/rate-limits') {
      return { status: 200, headers: headersFor(request, 200), body: jsonBody({ remaining: remaining() }) };
    }
    if (pool && !pool.take()) return refuseForNow(request, pool.secondsUntilNext());

    const match = request.method === 'GET' ? matchRoute(request.path) : undefined;
    if (!match) return refuse(request, 404, UNKNOWN_ENDPOINT);
    const { route } = match;
    if (!route.scopes.some((scope) => scopes.includes(scope))) return refuse(request, 403, SCOPE_TOO_NARROW);
    if (route.variant && (variants === 'only') !== (version[1] === route.variant)) {
      return variants === 'only' ? refuse(request, 404, UNKNOWN_ENDPOINT) : refuse(request, 406);
    }
    return read(request, match);
  }

  function refuseForNow(request: ProviderRequest, seconds: number): Answer {
    const refusal = refuse(request, 429);
    if (rateLimit?.retryAfter) refusal.headers['Retry-After'] = String(Math.ceil(seconds));
    return refusal;
  }

  function read(request: ProviderRequest, { route, identity }: RouteMatch): Answer {
    const refusal = route.refuses?.(world, identity);
    if (refusal) return refuse(request, 422, refusal);
    const found = route.find(world, identity);
    if (!found) return refuse(request, 404, couldNotFind(thingOf(route)));
    if (!route.sortableKeys) {
      return { status: 200, headers: headersFor(request, 200, route.scopes), body: jsonBody(found) };
    }
    const range = parseRange(request.headers.range, route.sortableKeys);
    if (!range) return refuse(request, 416);
    const { status, headers, body } = pages.read(request.path, found as object[], range);
    return {
      status,
      headers: {
        ...headersFor(request, status, route.scopes),
        'Accept-Ranges': route.sortableKeys.join(', '),
        ...headers,
      },
      body,
    };
  }

  return {
    answer,
    error: (request, status) => refuse(request, status),
    insert(path, item) {
      const match = matchRoute(path);
      const list = match && !match.route.derived && match.route.find(world, match.identity);
      if (!Array.isArray(list)) throw new Error(`Nothing can be put into ${path}: it is no list of its own.`);
      list.push(item);
      pages.forget();
    },
    vanish(path) {
      const identity = path.split('/').at(-1) ?? '';
      gone.add((findTeam(world, identity) ?? findEnterprise(world, identity))?.id ?? identity);
      pages.forget();
    },
    restore() {
      gone.clear();
      pages.forget();
    },
  };
}
