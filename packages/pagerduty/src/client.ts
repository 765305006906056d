import { createItemFilter, IncompleteDataError, listIn, type StepClient } from '@j1-integrations/integration-kit';
import { createHttp, HttpError, pathTo, type Http, type HttpOptions, type Path } from '@j1-integrations/provider-http';

import { tokenOf } from './token';
import { createLists, type ListPage, type ListRequest, type Range } from './lists';
import { isOwnError, scopesIn } from './refusals';
import { apiUrl } from './regions';
import { removeSecrets } from './texts';

/** @see https://developer.pagerduty.com/docs/rest-api-rate-limits */
const RATE_LIMIT = { remaining: 'ratelimit-remaining', limit: 'ratelimit-limit', reset: 'ratelimit-reset' };

export interface PagerDutyClient extends StepClient {
  /** An item can come twice, because items move between pages. @throws Error after the last item, if some are missing */
  list<Item extends object>(request: ListRequest): AsyncGenerator<Item, void, undefined>;
  firstOf<Item extends object>(request: ListRequest, limit: number): Promise<Item[]>;
  get<Thing>(path: Path, key: string): Promise<Thing>;
  /** Requested only once. */
  abilities(): Promise<readonly string[]>;
}

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether to request pages early. Default: true. */
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
    // On-calls have a second limit. Other requests do not wait for it.
    pool: ({ path }) => (path === '/oncalls' ? 'on-calls' : 'api'),
  });
  return clientOver(http, {}, lookAhead);
}

const SMALLEST_PAGE = 25;

interface Cache {
  abilities?: Promise<readonly string[]>;
}

function clientOver(http: Http, cache: Cache, lookAhead?: boolean): PagerDutyClient {
  const filter = createItemFilter();

  async function get<Thing>(path: Path, key: string): Promise<Thing> {
    const { body, unusable } = await http.request<Record<string, Thing | null> | undefined>({ path });
    const thing = body?.[key];
    if (thing == null) throw unusable(`did not answer with "${key}"`);
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
    const listed: unknown = body?.[key];
    if (!Array.isArray(listed)) throw unusable('did not answer with a list');
    removeSecrets(listed);
    const items = (areEntries ? filter.objects(path, listed) : filter.withId(path, listed)) as Item[];
    const total = typeof body?.total === 'number' ? body.total : undefined;
    return {
      items,
      length: listed.length,
      more: hasMore(path, { more: body?.more, total, length: listed.length }, range),
      total,
    };
  }

  /** If a page times out, as in large accounts, its two halves are read. */
  async function readPage<Item>(request: ListRequest, range: Range): Promise<ListPage<Item>> {
    const { limit, offset } = range;
    try {
      return await ask<Item>(request, range);
    } catch (error) {
      if (!(error instanceof HttpError && error.kind === 'timeout' && limit > SMALLEST_PAGE)) throw error;
    }
    const half = await readPage<Item>(request, { ...range, limit: Math.ceil(limit / 2) });
    const { length } = half;
    if (!half.more || length === 0 || length >= limit) return half;
    const rest = await readPage<Item>(request, { limit: limit - length, offset: offset + length });
    return { ...rest, total: half.total, items: [...half.items, ...rest.items], length: length + rest.length };
  }

  return {
    list: createLists(readPage, { lookAhead }),
    firstOf: async <Item>(request: ListRequest, limit: number) =>
      (await readPage<Item>(request, { limit, offset: 0 })).items,
    get,
    abilities: () =>
      (cache.abilities ??= get<string[]>(pathTo`/abilities`, 'abilities').then((names) => listIn(names, 'abilities'))),
    leftOut: filter.leftOut,
    countedIn: (share) => clientOver(http.countedIn(share), cache, lookAhead),
    fanOut: (...fanOut) => http.fanOut(...fanOut),
    close: () => http.close(),
  };
}

/** Whether another page follows. @throws IncompleteDataError if a full page does not say so */
function hasMore(path: string, { more, total, length }: PageFacts, { limit, offset }: Range): boolean {
  const said = String(more);
  if (said === 'true' || said === 'false') return said === 'true';
  if (total !== undefined) return offset + length < total;
  if (length < limit) return false;
  throw new IncompleteDataError(
    `PagerDuty's list ${path} has a full page of ${limit} items, but does not say whether more items follow.`,
  );
}

interface PageFacts {
  more: unknown;
  total: number | undefined;
  length: number;
}
