import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { createChanges } from '../server/changes';
import { type Provider } from '../server/provider';
import { type PagerDutyData } from './types';
import { invalidInput, NO_SUCH_PAGE, pagerDutyError, type PagerDutyError } from './errors';
import { type World } from './includes';
import { parseListQuery } from './list-query';
import { createPages } from './pages';
import { idIn, matchRoute, type RouteMatch } from './routes';
import { createWindow, type OpenWindow, type RateWindow } from './rate-window';

export interface PagerDutyRules {
  data: PagerDutyData;
  token: string;
  rateLimit?: RateWindow;
  reach: number;
  pageSize: number;
  keepPages: boolean;
}

/** @see https://developer.pagerduty.com/docs/versioning */
const VERSION_2 = /application\/vnd\.pagerduty\+json\s*;\s*version=2\s*([,;]|$)/;

const authorizationOf = (token: string) => (/^pd\w\w\+/.test(token) ? `Bearer ${token}` : `Token token=${token}`);

export function createPagerDuty(rules: PagerDutyRules): Provider {
  const { data, token, rateLimit, keepPages } = rules;
  const takeFromWindow = rateLimit && createWindow(rateLimit);
  const deletedIds = new Set<string>();
  const world = createWorld(data, deletedIds, keepPages);
  const pages = createPages(world, keepPages);
  const read = createReader(world, pages, rules);
  return {
    answer(request) {
      if (request.headers.authorization !== authorizationOf(token)) {
        const isVersioned = VERSION_2.test(request.headers.accept ?? '');
        return isVersioned ? refuse(request, 401) : { status: 404, ...NO_SUCH_PAGE };
      }
      const window = takeFromWindow?.();
      const rateHeaders = window && headersOf(window, rateLimit);
      if (window && !window.admitted) return refuse(request, 429, rateHeaders);
      const match = request.method === 'GET' ? matchRoute(request.path) : undefined;
      return match ? read(request, match, rateHeaders) : refuse(request, 404, rateHeaders);
    },
    error: (request, status) => refuse(request, status),
    ...createChanges({
      deletedIds,
      // The worst position, because all other items move.
      newest: 'first',
      listAt(path) {
        const match = matchRoute(path);
        const list = match?.route.limits && match.route.find(world, idIn(match));
        return Array.isArray(list) ? list : undefined;
      },
      idAt: (path) => path.split('/').at(-1) ?? '',
      forget: () => pages.forget(),
    }),
  };
}

type Headers = Record<string, string>;

const headersOf = (window: OpenWindow, rateLimit: RateWindow | undefined): Headers => ({
  'ratelimit-limit': String(rateLimit?.size),
  'ratelimit-remaining': String(window.remaining),
  'ratelimit-reset': String(window.secondsUntilReset),
});

const headersFor = (request: ProviderRequest, more: Headers = {}): Headers => ({
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-cache, no-store',
  Vary: 'Accept-Encoding',
  'X-Request-Id': request.requestId,
  ...more,
});

const refuse = (
  request: ProviderRequest,
  status: number,
  headers?: Headers,
  error: PagerDutyError = pagerDutyError(status),
): Answer => ({ status, headers: headersFor(request, headers), body: jsonBody(error) });

function createReader(world: World, pages: ReturnType<typeof createPages>, { data, reach, pageSize }: PagerDutyRules) {
  return (request: ProviderRequest, match: RouteMatch, headers?: Headers): Answer => {
    const { route } = match;
    if (route.ability && !data.abilities.includes(route.ability)) return refuse(request, 402, headers);
    const found = route.find(world, idIn(match));
    if (!found) return refuse(request, 404, headers);
    const limits = route.limits?.reach ? { ...route.limits, reach, max: pageSize } : route.limits;
    const query = limits && parseListQuery(request.query, limits);
    if (typeof query === 'string') return refuse(request, 400, headers, invalidInput(query));
    const page = pages.read(route, request.path, found, query);
    return { ...page, headers: { ...headersFor(request, headers), ...page.headers } };
  };
}

function createWorld(data: PagerDutyData, deletedIds: ReadonlySet<string>, keepIndex: boolean): World {
  const indexes = new Map<string, Map<string, object>>();
  return {
    data,
    deletedIds,
    lookUp(list, wanted) {
      if (deletedIds.has(wanted)) return undefined;
      if (!keepIndex) return data[list].find(({ id }) => id === wanted);
      let index = indexes.get(list);
      if (!index) indexes.set(list, (index = new Map(data[list].map((item) => [item.id, item]))));
      return index.get(wanted);
    },
  };
}
