import { createItemFilter, type StepClient } from '@j1-integrations/integration-kit';
import { createHttp, paginate, pathTo, type Http, type HttpOptions, type Path } from '@j1-integrations/provider-http';
import { checkConfig } from './connection';
import { controlOf, isSentryIo, regionOf } from './hosts';
import { nextCursor } from './links';
import { isOwnError } from './refusals';

/** A self-hosted server has no limits. @see https://docs.sentry.io/api/ratelimits/ */
const RATE_LIMIT = {
  remaining: 'x-sentry-rate-limit-remaining',
  limit: 'x-sentry-rate-limit-limit',
  reset: 'x-sentry-rate-limit-reset',
  concurrency: 'x-sentry-rate-limit-concurrentlimit',
} as const;

/** Each endpoint has its own limit. An endpoint is the first and the last word of a path, without the names in between. */
const endpointOf = (path: string) => path.replace(/^\/(\w+)\/.*\/([\w-]+)\/$/, '$1 $2');

const ORGANIZATION = '{organization}';

/** The field of the organization that the client needs. */
interface Root {
  id?: string | null;
  links?: { regionUrl?: string | null } | null;
}

export interface SentryClient extends StepClient {
  /** Requested only once. */
  organization<Organization extends Root>(): Promise<Organization>;
  /**
   * An item can come twice, because items move between pages. An item without an id is left out and counted.
   *
   * @param path may contain `{organization}`.
   */
  list<Item>(path: Path, options?: ListOptions): AsyncGenerator<Item, void, undefined>;
  /** sentry.io has every list. An old self-hosted server may lack some. */
  readonly isSentryIo: boolean;
  /** The address of Sentry's web pages, without a slash at the end. */
  readonly webUrl: string;
}

/**
 * On sentry.io, the control silo (the host sentry.io) has the integrations and custom integrations. The organization's region has
 * everything else, and answers an empty 404 for the control silo's lists. A self-hosted server is both silos. Sentry's source
 * shows the silo of each endpoint: `control_silo_endpoint`, or `region_silo_endpoint` (later `cell_silo_endpoint`).
 */
export type Silo = 'control' | 'region';

export interface ListOptions {
  query?: Query;
  /** The silo that has the list. Default: the region. */
  silo?: Silo;
  /** The field that holds the id. Default: `id`. */
  id?: string;
}

type Query = Readonly<Record<string, string | readonly string[]>>;

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether to request the next page early. Default: true. */
  lookAhead?: boolean;
}

export function createClient(
  config: Parameters<typeof checkConfig>[0],
  { agent, lookAhead }: ClientOptions = {},
): SentryClient {
  const { authToken, organizationSlug, baseUrl } = checkConfig(config);
  const configured = createHttp({
    baseUrl: apiOf(baseUrl),
    headers: () => ({ authorization: `Bearer ${authToken}`, 'user-agent': 'j1-integrations-sentry' }),
    secrets: () => [authToken],
    agent,
    rateLimit: RATE_LIMIT,
    isOwnError,
    pool: ({ path }) => endpointOf(path),
  });
  let asked: Promise<{ root: Root; region: URL }> | undefined;

  async function start(http: Http) {
    const path = pathTo`/organizations/${organizationSlug}/`;
    // Without teams and projects, which have their own lists.
    const { body, unusable } = await http.request<unknown>({ path, query: { detailed: '0' } });
    const [root] = createItemFilter().withId(path, [body]) as Root[];
    if (!root) throw unusable('did not answer with an organization');
    return { root, region: regionOf(baseUrl, root.links?.regionUrl) };
  }

  async function page(http: Http, template: Path, { query, silo }: ListOptions, cursor: string | undefined) {
    const host = silo === 'control' ? controlOf(baseUrl) : (await (asked ??= start(http))).region;
    const path = template.replace(ORGANIZATION, () => pathTo`${organizationSlug}`) as Path;
    const request = { path, query: { ...query, cursor }, continues: cursor !== undefined };
    const { body, headers, unusable } = await http.at(apiOf(host)).request<unknown>(request);
    if (!Array.isArray(body)) throw unusable('did not answer with a list');
    return { items: body as unknown[], next: nextCursor(path, headers.get('link'), body.length) };
  }

  const clientOver = (http: Http, filter = createItemFilter()): SentryClient => ({
    organization: async <Organization extends Root>() => (await (asked ??= start(http))).root as Organization,
    list: <Item>(path: Path, options: ListOptions = {}) =>
      paginate<Item, string>(
        async (cursor) => {
          const { items, next } = await page(http, path, options, cursor);
          return { items: filter.withId(path, items, options.id) as Item[], next };
        },
        { endpoint: path, lookAhead },
      ),
    leftOut: filter.leftOut,
    isSentryIo: isSentryIo(baseUrl),
    webUrl: baseUrl.href.replace(/\/$/, ''),
    countedIn: (share) => clientOver(http.countedIn(share)),
    fanOut: (...fanOut) => http.fanOut(...fanOut),
    close: () => http.close(),
  });
  return clientOver(configured);
}

const apiOf = (host: URL): URL => new URL('api/0/', host);
