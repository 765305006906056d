import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { createRatePool, type RateLimit } from '../server/rate-pool';
import { type Provider } from '../server/simulator';
import { type HerokuData } from './data';
import { couldNotFind, herokuError, type HerokuError, SCOPE_TOO_NARROW, UNKNOWN_ENDPOINT } from './errors';
import { pageOf } from './ranges';
import { findEnterprise, findTeam, matchRoute, type RouteMatch, type World } from './routes';

export interface HerokuRules {
  data: HerokuData;
  token: string;
  scopes: readonly string[];
  /** Without one, requests are not counted. */
  rateLimit?: RateLimit;
  /** Whether pages are serialised once and kept. Only where nobody changes the data. */
  keepPages: boolean;
}

/** @see https://devcenter.heroku.com/articles/platform-api-reference#clients */
const VERSION_3 = /application\/vnd\.heroku\+json\s*;\s*version=3(\.[\w-]+)?\s*([,;]|$)/;

/** What an account has that nobody counts. */
const UNCOUNTED_REMAINING = 4499;

/** Answers as api.heroku.com does. */
export function createHeroku({ data, token, scopes, rateLimit, keepPages }: HerokuRules): Provider {
  const pool = rateLimit && createRatePool(rateLimit);
  const gone = new Set<string>();
  const world: World = { data, gone };
  const keptPages = new Map<string, Answer>();

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
    if (!VERSION_3.test(request.headers.accept ?? '')) return refuse(request, 406);
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
    return withKeptPage(request, match);
  }

  function refuseForNow(request: ProviderRequest, seconds: number): Answer {
    const refusal = refuse(request, 429);
    if (rateLimit?.retryAfter) refusal.headers['Retry-After'] = String(Math.ceil(seconds));
    return refusal;
  }

  function withKeptPage(request: ProviderRequest, match: RouteMatch): Answer {
    const key = `${request.path} ${request.headers.range ?? ''}`;
    const page = keptPages.get(key) ?? read(request, match);
    if (keepPages && page.status < 300) keptPages.set(key, page);
    return { ...page, headers: { ...page.headers, ...headersFor(request, page.status, match.route.scopes) } };
  }

  function read(request: ProviderRequest, { route, identity }: RouteMatch): Answer {
    const found = route.find(world, identity);
    if (!found) {
      return refuse(request, 404, couldNotFind(route.path.includes(':team') ? 'team' : 'enterprise account'));
    }
    if (!Array.isArray(found)) return { status: 200, headers: {}, body: jsonBody(found) };
    const list = gone.size > 0 ? found.filter((item: { id?: string }) => !gone.has(item.id ?? '')) : found;
    const page = pageOf(list as object[], request.headers.range, route.sortableKeys ?? ['id']);
    if (!page) return refuse(request, 416);
    return { status: page.partial ? 206 : 200, headers: page.headers, body: jsonBody(page.items) };
  }

  return {
    answer,
    error: (request, status) => refuse(request, status),
    insert(path, item) {
      const match = matchRoute(path);
      const list = match && !match.route.derived && match.route.find(world, match.identity);
      if (!Array.isArray(list))
        throw new Error(`Nothing can be put into ${path}: it is no list with a place of its own.`);
      list.push(item);
      keptPages.clear();
    },
    vanish(path) {
      const identity = path.split('/').at(-1) ?? '';
      gone.add((findTeam(world, identity) ?? findEnterprise(world, identity))?.id ?? identity);
      keptPages.clear();
    },
    restore() {
      gone.clear();
      keptPages.clear();
    },
  };
}
