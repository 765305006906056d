import type { StepClient } from '@j1-integrations/integration-kit';
import { createHttp, paginate, pathTo, type Http, type HttpOptions, type Path } from '@j1-integrations/provider-http';
import { checkConfig } from './connection';
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

type Query = Readonly<Record<string, string | readonly string[]>>;

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether the next page is asked for while the current one is consumed. Default true. */
  lookAhead?: boolean;
}

/** Sentry's dialect: a bearer token, paths that end with a slash, regions, and pages by the cursor in a `Link` header. */
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
    pool: ({ path }) => endpointOf(path),
  });
  let asked: Promise<{ root: Root; region: URL }> | undefined;

  async function start(http: Http) {
    const path = pathTo`/organizations/${organizationSlug}/`;
    // Its teams and projects have lists of their own.
    const { body: root, unusable } = await http.request<Root | undefined>({ path, query: { detailed: '0' } });
    if (!root?.id) throw unusable('answered no organization');
    return { root, region: regionOf(baseUrl, root.links?.regionUrl) };
  }

  async function page<Item>(http: Http, template: Path, query: Query, silo: Silo, cursor: string | undefined) {
    const host = silo === 'control' ? controlOf(baseUrl) : (await (asked ??= start(http))).region;
    const path = template.replace(ORGANIZATION, () => pathTo`${organizationSlug}`) as Path;
    const request = { path, query: { ...query, cursor }, continues: cursor !== undefined };
    const { body, headers, unusable } = await http.at(apiOf(host)).request<Item[]>(request);
    if (!Array.isArray(body)) throw unusable('answered no list');
    return { items: body, next: nextCursor(path, headers.get('link'), body.length) };
  }

  const clientOver = (http: Http): SentryClient => ({
    organization: async <Organization extends Root>() => (await (asked ??= start(http))).root as Organization,
    list: <Item>(path: Path, query: Query = {}, silo: Silo = 'region') =>
      paginate<Item, string>((cursor) => page(http, path, query, silo, cursor), { endpoint: path, lookAhead }),
    isSentryIo: isSentryIo(baseUrl),
    webUrl: baseUrl.href.replace(/\/$/, ''),
    countedIn: (share) => clientOver(http.countedIn(share)),
    fanOut: (...fanOut) => http.fanOut(...fanOut),
    close: () => http.close(),
  });
  return clientOver(configured);
}

const apiOf = (host: URL): URL => new URL('api/0/', host);
