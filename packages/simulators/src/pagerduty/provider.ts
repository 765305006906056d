import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { type Provider } from '../server/simulator';
import { type PagerDutyData } from './data';
import { invalidInput, NO_SUCH_PAGE, pagerDutyError, type PagerDutyError } from './errors';
import { parseListQuery } from './lists';
import { freshPages, keptPages } from './pages';
import { type World } from './includes';
import { matchRoute, type RouteMatch } from './routes';
import { createWindow, type OpenWindow, type RateWindow } from './window';

export interface PagerDutyRules {
  data: PagerDutyData;
  token: string;
  /** Without one, requests are not counted and nothing is said about it. */
  rateLimit?: RateWindow;
  /** The last item of a list that pages reach. */
  reach: number;
  /** The most items of a page. */
  pageSize: number;
  /** Only where no one changes the data. */
  keepPages: boolean;
}

/** @see https://developer.pagerduty.com/docs/versioning */
const VERSION_2 = /application\/vnd\.pagerduty\+json\s*;\s*version=2\s*([,;]|$)/;

/** What an app got by OAuth is sent as it is due there, and a key in PagerDuty's own way. */
const authorizationOf = (token: string) => (/^pd\w\w\+/.test(token) ? `Bearer ${token}` : `Token token=${token}`);

/** Answers as api.pagerduty.com does. */
export function createPagerDuty({ data, token, rateLimit, reach, pageSize, keepPages }: PagerDutyRules): Provider {
  const takeFromWindow = rateLimit && createWindow(rateLimit);
  const gone = new Set<string>();
  const world = createWorld(data, gone, keepPages);
  const pages = keepPages ? keptPages(world) : freshPages(world);

  const headersFor = (request: ProviderRequest, window?: OpenWindow): Record<string, string> => ({
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-cache, no-store',
    Vary: 'Accept-Encoding',
    'X-Request-Id': request.requestId,
    ...(window && {
      'ratelimit-limit': String(rateLimit?.size),
      'ratelimit-remaining': String(window.remaining),
      'ratelimit-reset': String(window.secondsUntilReset),
    }),
  });

  function refuse(
    request: ProviderRequest,
    status: number,
    error: PagerDutyError = pagerDutyError(status),
    window?: OpenWindow,
  ): Answer {
    return { status, headers: headersFor(request, window), body: jsonBody(error) };
  }

  function answer(request: ProviderRequest): Answer {
    if (request.headers.authorization !== authorizationOf(token)) {
      return VERSION_2.test(request.headers.accept ?? '') ? refuse(request, 401) : { status: 404, ...NO_SUCH_PAGE };
    }
    const window = takeFromWindow?.();
    if (window && !window.admitted) return refuse(request, 429, undefined, window);
    const match = request.method === 'GET' ? matchRoute(request.path) : undefined;
    if (!match) return refuse(request, 404, undefined, window);
    if (match.route.ability && !data.abilities.includes(match.route.ability)) {
      return refuse(request, 402, undefined, window);
    }
    return read(request, match, window);
  }

  function read(request: ProviderRequest, { route, id }: RouteMatch, window?: OpenWindow): Answer {
    const found = route.find(world, id);
    if (!found) return refuse(request, 404, undefined, window);
    const limits = route.limits?.reach ? { ...route.limits, reach, max: pageSize } : route.limits;
    const query = limits && parseListQuery(request.query, limits);
    if (typeof query === 'string') return refuse(request, 400, invalidInput(query), window);
    const page = pages.read(route, request.path, found, query);
    return { ...page, headers: { ...headersFor(request, window), ...page.headers } };
  }

  return {
    answer,
    error: (request, status) => refuse(request, status),
    /** At the front: what stands behind it moves, as it does where lists go by name. */
    insert(path, item) {
      const match = matchRoute(path);
      const list = match?.route.limits && match.route.find(world, match.id);
      if (!Array.isArray(list)) throw new Error(`Nothing can be put into ${path}: it is no list.`);
      list.unshift(item);
      pages.forget();
    },
    vanish(path) {
      gone.add(path.split('/').at(-1) ?? '');
      pages.forget();
    },
    restore() {
      gone.clear();
      pages.forget();
    },
  };
}

function createWorld(data: PagerDutyData, gone: ReadonlySet<string>, keepIndex: boolean): World {
  const indexes = new Map<string, Map<string, object>>();
  return {
    data,
    gone,
    lookUp(list, wanted) {
      if (gone.has(wanted)) return undefined;
      if (!keepIndex) return data[list].find(({ id }) => id === wanted);
      let index = indexes.get(list);
      if (!index) indexes.set(list, (index = new Map(data[list].map((item) => [item.id, item]))));
      return index.get(wanted);
    },
  };
}
