import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { createChanges } from '../server/changes';
import { type Provider } from '../server/provider';
import { createRatePool, type RateLimit, type RatePool } from '../server/rate-pool';
import { type HerokuData } from './types';
import { couldNotFind, type HerokuError, SCOPE_TOO_NARROW, UNKNOWN_ENDPOINT } from './errors';
import { findEnterprise, findTeam, type World } from './finders';
import { createPages, type Pages } from './pages';
import { parseRange } from './ranges';
import { UNCOUNTED_REMAINING, VERSION_3 } from './dialect';
import { createReplies, type Replies } from './replies';
import { identityIn, matchRoute, nounOf, type RouteMatch } from './routes';

export interface HerokuRules {
  data: HerokuData;
  token: string;
  scopes: readonly string[];
  rateLimit?: RateLimit;
  variants: 'only' | 'unknown';
  keepPages: boolean;
}

export function createHeroku(rules: HerokuRules): Provider {
  const { data, scopes, rateLimit, keepPages } = rules;
  const pool = rateLimit && createRatePool(rateLimit);
  const remaining = () => pool?.remaining() ?? UNCOUNTED_REMAINING;
  const deletedIds = new Set<string>();
  const world: World = { data, deletedIds };
  const pages = createPages(world, keepPages);
  const replies = createReplies(scopes, remaining);
  const refuse: Refuse = (request, status, error) =>
    replies.refuse(request, status, error, matchRoute(request.path)?.route.scopes);
  const read = createReader(world, pages, replies, refuse);
  const rateLimits = (request: ProviderRequest): Answer => ({
    status: 200,
    headers: replies.headersFor(request, 200),
    body: jsonBody({ remaining: remaining() }),
  });
  return {
    answer(request) {
      const version = VERSION_3.exec(request.headers.accept ?? '');
      if (!version) return refuse(request, 406);
      if (request.headers.authorization !== `Bearer ${rules.token}`) return refuse(request, 401);
      // This request costs nothing.
      if (request.method === 'GET' && request.path === '/account/rate-limits') return rateLimits(request);
      if (pool && !pool.take()) return tooMany(refuse(request, 429), pool, rateLimit);
      const match = request.method === 'GET' ? matchRoute(request.path) : undefined;
      const refusal = match ? refusalOf(match, rules, version[1]) : ([404, UNKNOWN_ENDPOINT] as const);
      return refusal ? refuse(request, ...refusal) : read(request, match!);
    },
    error: refuse,
    ...createChanges({
      deletedIds,
      newest: 'last',
      listAt(path) {
        const match = matchRoute(path);
        const list = match && !match.route.derived && match.route.find(world, identityIn(match));
        return Array.isArray(list) ? list : undefined;
      },
      idAt(path) {
        const identity = path.split('/').at(-1) ?? '';
        return (findTeam(world, identity) ?? findEnterprise(world, identity))?.id ?? identity;
      },
      forget: () => pages.forget(),
    }),
  };
}

type Refuse = (request: ProviderRequest, status: number, error?: HerokuError) => Answer;

function tooMany(refusal: Answer, pool: RatePool, { retryAfter }: RateLimit): Answer {
  const seconds = String(Math.ceil(pool.secondsUntilNext()));
  return retryAfter ? { ...refusal, headers: { ...refusal.headers, 'Retry-After': seconds } } : refusal;
}

function refusalOf(
  { route }: RouteMatch,
  { scopes, variants }: HerokuRules,
  variant: string | undefined,
): readonly [status: number, error?: HerokuError] | undefined {
  if (!route.scopes.some((scope) => scopes.includes(scope))) return [403, SCOPE_TOO_NARROW];
  if (!route.variant || (variants === 'only') === (variant === route.variant)) return undefined;
  return variants === 'only' ? [404, UNKNOWN_ENDPOINT] : [406];
}

function createReader(world: World, pages: Pages, { headersFor }: Replies, refuse: Refuse) {
  return (request: ProviderRequest, match: RouteMatch): Answer => {
    const { route } = match;
    const { scopes, sortableKeys } = route;
    const refusal = route.refuses?.(world, identityIn(match));
    if (refusal) return refuse(request, 422, refusal);
    const found = route.find(world, identityIn(match));
    if (!found) return refuse(request, 404, couldNotFind(nounOf(route)));
    if (!sortableKeys) return { status: 200, headers: headersFor(request, 200, scopes), body: jsonBody(found) };
    const range = parseRange(request.headers.range, sortableKeys);
    if (!range) return refuse(request, 416);
    const { status, headers, body } = pages.read(request.path, found as object[], range);
    const sent = headersFor(request, status, scopes);
    return { status, headers: { ...sent, 'Accept-Ranges': sortableKeys.join(', '), ...headers }, body };
  };
}
