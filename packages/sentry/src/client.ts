import type { StepClient } from '@j1-integrations/integration-kit';
import { createHttp, paginate, pathTo, type Http, type HttpOptions, type Path } from '@j1-integrations/provider-http';
import { checkConfig, type SentryConfig } from './config';
import { controlOf, isSentryIo, regionOf } from './hosts';
import { nextCursor } from './links';

/**
 * How Sentry tells what is left of a window, endpoint by endpoint. A server of one's own says nothing, and has no limits.
 * @see https://docs.sentry.io/api/ratelimits/
 */
const RATE_LIMIT = {
  remaining: 'x-sentry-rate-limit-remaining',
  limit: 'x-sentry-rate-limit-limit',
  reset: 'x-sentry-rate-limit-reset',
  resetIs: 'epoch',
  concurrency: 'x-sentry-rate-limit-concurrentlimit',
} as const;

/** Whatever stands between the first and the last word of a path names a thing, and is no endpoint of its own. */
const endpointOf = (path: string) => path.replace(/^\/(\w+)\/.*\/([\w-]+)\/$/, '$1 $2');

/** Stands in a path for the organization. */
const ORGANIZATION = '{organization}';

/** The part of the organization that the client itself needs. */
interface Root {
  id?: string | null;
  links?: { regionUrl?: string | null } | null;
}

export interface SentryClient extends StepClient {
  /** The organization that everything is read of; asked for once. */
  organization<Organization extends Root>(): Promise<Organization>;
  /**
   * All items of a list. The same one may come twice: pages move when something comes or goes.
   *
   * @param path in which `{organization}` stands for the organization.
   * @param silo which holds it. Default: the region.
   */
  list<Item>(path: Path, query?: Query, silo?: Silo): AsyncGenerator<Item, void, undefined>;
  /** Whether it is sentry.io that is asked: it has every list, where a server of one's own may be too old for some. */
  readonly isSentryIo: boolean;
  /** Where Sentry is in a browser, without a slash at its end. */
  readonly webUrl: string;
}

/**
 * sentry.io keeps an organization in two places. Its own host, the control silo, has integrations and custom
 * integrations (`/organizations/…/integrations/`, `/organizations/…/sentry-apps/`); the organization's region has all
 * else that is read: the organization, its members, teams, projects, project keys, repositories and issues, and the
 * members of teams. A region answers what is in the control silo with an empty 404, while the control silo hands on what
 * is in a region. In Sentry's source it stands at each endpoint: `control_silo_endpoint`, `region_silo_endpoint` (later:
 * `cell_silo_endpoint`). A server of one's own is both.
 */
export type Silo = 'control' | 'region';

/** The client of a host as its user counts with it. */
type Counted = (http: Http) => Http;

type Query = Readonly<Record<string, string | readonly string[]>>;

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether the next page is asked for while the current one is consumed. Default true. */
  lookAhead?: boolean;
}

/** Sentry's dialect: a bearer token, paths that end with a slash, regions, and pages by the cursor in a `Link` header. */
export function createClient(config: SentryConfig, { agent, lookAhead }: ClientOptions = {}): SentryClient {
  const { authToken, organizationSlug, baseUrl } = checkConfig(config);
  const opened: Http[] = [];

  function open(host: URL): Http {
    const http = createHttp({
      baseUrl: new URL('api/0/', host),
      headers: () => ({ authorization: `Bearer ${authToken}`, 'user-agent': 'j1-integrations-sentry' }),
      secrets: () => [authToken],
      agent,
      rateLimit: RATE_LIMIT,
      pool: ({ path }) => endpointOf(path),
    });
    opened.push(http);
    return http;
  }

  const configured = open(baseUrl);
  const controlUrl = controlOf(baseUrl);
  const control = controlUrl.origin === baseUrl.origin ? configured : open(controlUrl);
  let asked: Promise<{ root: Root; http: Http }> | undefined;

  async function start(counted: Counted) {
    const path = pathTo`/organizations/${organizationSlug}/`;
    // Its teams and projects have lists of their own.
    const { body: root } = await counted(configured).request<Root | undefined>({ path, query: { detailed: '0' } });
    if (!root?.id) throw new Error(`Sentry answered no organization for ${path}.`);
    const region = regionOf(baseUrl, root.links?.regionUrl);
    return { root, http: region.origin === baseUrl.origin ? configured : open(region) };
  }

  async function page<Item>(counted: Counted, template: Path, query: Query, silo: Silo, cursor: string | undefined) {
    const http = silo === 'control' ? control : (await (asked ??= start(counted))).http;
    const path = template.replace(ORGANIZATION, () => pathTo`${organizationSlug}`);
    const continues = cursor !== undefined;
    const { body, headers } = await counted(http).request<Item[]>({ path, query: { ...query, cursor }, continues });
    if (!Array.isArray(body)) throw new Error(`Sentry answered no list for ${path}.`);
    return { items: body, next: nextCursor(path, headers.get('link'), body.length) };
  }

  const client = (counted: Counted): SentryClient => ({
    organization: async <Organization extends Root>() => (await (asked ??= start(counted))).root as Organization,
    list: <Item>(path: Path, query: Query = {}, silo: Silo = 'region') =>
      paginate<Item, string>((cursor) => page(counted, path, query, silo, cursor), { endpoint: path, lookAhead }),
    isSentryIo: isSentryIo(baseUrl),
    webUrl: baseUrl.href.replace(/\/$/, ''),
    countedIn: (share) => client((http) => http.countedIn(share)),
    close: () => opened.forEach((http) => http.close()),
  });
  return client((http) => http);
}
