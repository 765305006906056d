import { createItemFilter, hostUrl, type StepClient } from '@j1-integrations/integration-kit';
import { createHttp, type Budget, type Http, type HttpOptions, type Path } from '@j1-integrations/provider-http';
import { askForStart, readPages, versionOf, type ListOptions } from './lists';
import { isOwnError, scopesIn } from './refusals';

const API_URL = 'https://api.heroku.com';

/**
 * Heroku's answers say how many requests are left. They do not say the size of the pool.
 * @see https://devcenter.heroku.com/articles/platform-api-reference#rate-limits
 */
const RATE_LIMIT = { remaining: 'RateLimit-Remaining', size: 4500, refillPerSecond: 75 / 60 };

export interface HerokuClient extends StepClient {
  /** The items of a list. An item without an id is left out and counted. */
  list<Item>(path: Path, options?: Pick<ListOptions, 'variant'>): AsyncGenerator<Item, void, undefined>;
  /** The items of a list that need no id, such as memberships. */
  entries<Item>(path: Path): AsyncGenerator<Item, void, undefined>;
  /** A single item, or undefined if it has no id. */
  one<Item>(path: Path): Promise<Item | undefined>;
  /** Requests one item of a list, to find out whether the key may read the list. */
  check(path: Path): Promise<void>;
  budget(): Budget | undefined;
}

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether to request the next page early. Default: true. */
  lookAhead?: boolean;
}

/** Heroku's dialect: a versioned Accept header, a bearer token, and pages by `Range`. */
export function createClient({ apiKey }: { apiKey: string }, { agent, lookAhead }: ClientOptions = {}): HerokuClient {
  const http = createHttp({
    baseUrl: hostUrl('HEROKU_API_URL', process.env.HEROKU_API_URL || API_URL),
    headers: () => ({
      accept: versionOf(),
      authorization: `Bearer ${apiKey}`,
      'user-agent': 'j1-integrations-heroku',
    }),
    secrets: () => [apiKey],
    agent,
    rateLimit: RATE_LIMIT,
    isOwnError,
    scopes: scopesIn,
  });
  return clientOver(http, lookAhead);
}

function clientOver(http: Http, lookAhead?: boolean): HerokuClient {
  const filter = createItemFilter();
  return {
    list: (path, { variant } = {}) =>
      readPages(http, path, { variant, lookAhead, choose: (items) => filter.withId(path, items) }),
    entries: (path) => readPages(http, path, { lookAhead, choose: (items) => filter.objects(path, items) }),
    one: async <Item>(path: Path) => {
      const { body, unusable } = await http.request<Item>({ path });
      if (typeof body !== 'object' || body === null) throw unusable('did not answer with an object');
      return filter.withId(path, [body])[0] as Item | undefined;
    },
    check: async (path) => {
      await askForStart(http, path, { range: 'id ..; max=1;' });
    },
    leftOut: filter.leftOut,
    budget: () => http.budgets()[0],
    countedIn: (share) => clientOver(http.countedIn(share), lookAhead),
    fanOut: (...fanOut) => http.fanOut(...fanOut),
    close: () => http.close(),
  };
}
