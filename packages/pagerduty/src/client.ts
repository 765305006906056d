import { createItemFilter, IncompleteDataError, type StepClient } from '@j1-integrations/integration-kit';
import { createHttp, HttpError, pathTo, type Http, type HttpOptions, type Path } from '@j1-integrations/provider-http';

import { tokenOf } from './token';
import { createLists, type ListPage, type ListRequest, type Range } from './lists';
import { isOwnError, scopesIn } from './refusals';
import { apiUrl } from './regions';
import { removeSecrets } from './texts';

/** @see https://developer.pagerduty.com/docs/rest-api-rate-limits */
const RATE_LIMIT = { remaining: 'ratelimit-remaining', limit: 'ratelimit-limit', reset: 'ratelimit-reset' };

export interface PagerDutyClient extends StepClient {
  /** An item can come twice, because pages move. @throws Error after the last item, if some could not be read */
  list<Item extends object>(request: ListRequest): AsyncGenerator<Item, void, undefined>;
  firstOf<Item extends object>(request: ListRequest, limit: number): Promise<Item[]>;
  get<Thing>(path: Path, key: string): Promise<Thing>;
  /** Asked for once. */
  abilities(): Promise<readonly string[]>;
}

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether to ask for pages early. Default: true. */
  lookAhead?: boolean;
}

export function createClient(
  { apiKey, region }: { apiKey: string; region?: string },
  { agent, lookAhead }: ClientOptions = {},
): PagerDutyClient {
  const { secret, authorization } = tokenOf(apiKey);
  const http = createHttp({
    baseUrl: apiUrl(region, process.env.PAGERDUTY_API_URL),
    headers: () => ({
      accept: 'application/vnd.pagerduty+json;version=2',
      authorization,
      'user-agent': 'j1-integrations-pagerduty',
    }),
    secrets: () => [secret],
    agent,
    rateLimit: RATE_LIMIT,
    isOwnError,
    scopes: (_headers, body) => scopesIn(body),
    // On-calls have a second limit: other requests need not wait for it.
    pool: ({ path }) => (path === '/oncalls' ? 'on-calls' : 'api'),
  });
  return clientOver(http, {}, lookAhead);
}

const SMALLEST_PAGE = 25;

interface Known {
  abilities?: Promise<readonly string[]>;
}

function clientOver(http: Http, known: Known, lookAhead?: boolean): PagerDutyClient {
  const filter = createItemFilter();

  async function get<Thing>(path: Path, key: string): Promise<Thing> {
    const { body, unusable } = await http.request<Record<string, Thing | null> | undefined>({ path });
    const thing = body?.[key];
    if (thing == null) throw unusable(`answered without "${key}"`);
    removeSecrets(thing);
    return thing;
  }

  async function ask<Item>(request: ListRequest, range: Range): Promise<ListPage<Item>> {
    const { path, key, query, continues, areEntries } = request;
    const { body, unusable } = await http.request<Record<string, unknown> | undefined>({
      path,
      query: { ...query, ...range },
      continues: continues || range.offset > 0,
      failsOnTimeout: range.limit > SMALLEST_PAGE,
    });
    const came: unknown = body?.[key];
    if (!Array.isArray(came)) throw unusable('answered no list');
    removeSecrets(came);
    const items = (areEntries ? filter.objects(path, came) : filter.withId(path, came)) as Item[];
    const total = typeof body?.total === 'number' ? body.total : undefined;
    return {
      items,
      came: came.length,
      more: hasMore(path, { more: body?.more, total, came: came.length }, range),
      total,
    };
  }

  /** In two halves if it times out, as in large accounts. */
  async function readPage<Item>(request: ListRequest, range: Range): Promise<ListPage<Item>> {
    const { limit, offset } = range;
    try {
      return await ask<Item>(request, range);
    } catch (error) {
      if (!(error instanceof HttpError && error.kind === 'timeout' && limit > SMALLEST_PAGE)) throw error;
    }
    const half = await readPage<Item>(request, { ...range, limit: Math.ceil(limit / 2) });
    const { came } = half;
    if (!half.more || came === 0 || came >= limit) return half;
    const rest = await readPage<Item>(request, { limit: limit - came, offset: offset + came });
    return { ...rest, total: half.total, items: [...half.items, ...rest.items], came: came + rest.came };
  }

  return {
    list: createLists(readPage, { lookAhead }),
    firstOf: async <Item>(request: ListRequest, limit: number) =>
      (await readPage<Item>(request, { limit, offset: 0 })).items,
    get,
    abilities: () => (known.abilities ??= get<string[]>(pathTo`/abilities`, 'abilities')),
    leftOut: filter.leftOut,
    countedIn: (share) => clientOver(http.countedIn(share), known, lookAhead),
    fanOut: (...fanOut) => http.fanOut(...fanOut),
    close: () => http.close(),
  };
}

/** Whether a page has one after it. @throws IncompleteDataError if the answer does not say so and the page is full. */
function hasMore(path: string, { more, total, came }: Said, { limit, offset }: Range): boolean {
  const said = String(more);
  if (said === 'true' || said === 'false') return said === 'true';
  if (total !== undefined) return offset + came < total;
  if (came < limit) return false;
  throw new IncompleteDataError(
    `PagerDuty's list ${path} came with a full page of ${limit}, and does not say whether more follows.`,
  );
}

interface Said {
  more: unknown;
  total: number | undefined;
  came: number;
}
