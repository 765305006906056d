import { hostUrl, type StepClient } from '@j1-integrations/integration-kit';
import {
  createHttp,
  HttpError,
  paginate,
  type Budget,
  type Http,
  type HttpOptions,
  type Path,
} from '@j1-integrations/provider-http';
import type { HerokuConfig } from './config';

const API_URL = 'https://api.heroku.com';

/** The most items that Heroku gives on a page; 200 when nothing is asked for. */
const FIRST_PAGE = 'id ..; max=1000;';

/**
 * Heroku's pool, of which the answers tell only what is left.
 * @see https://devcenter.heroku.com/articles/platform-api-reference#rate-limits
 */
const RATE_LIMIT = { remaining: 'RateLimit-Remaining', size: 4500, refillPerSecond: 75 / 60 };

export interface HerokuClient extends StepClient {
  /** All items of a list, page by page. */
  list<Item>(path: Path): AsyncGenerator<Item, void, undefined>;
  /** A single thing. */
  one<Item>(path: Path): Promise<Item>;
  /** Asks for a list, and for nothing of what is in it. */
  check(path: Path): Promise<void>;
  /** What is left of Heroku's pool of requests, once an answer has told. */
  budget(): Budget | undefined;
}

export interface ClientOptions extends Pick<HttpOptions, 'agent'> {
  /** Whether the next page is asked for while the current one is consumed. Default true. */
  lookAhead?: boolean;
}

/** Heroku's dialect: a versioned Accept header, a bearer token, and pages by `Range`. */
export function createClient({ apiKey }: HerokuConfig, { agent, lookAhead }: ClientOptions = {}): HerokuClient {
  const http = createHttp({
    baseUrl: hostUrl('HEROKU_API_URL', process.env.HEROKU_API_URL || API_URL),
    headers: () => ({
      accept: 'application/vnd.heroku+json; version=3',
      authorization: `Bearer ${apiKey}`,
      'user-agent': 'j1-integrations-heroku',
    }),
    secrets: () => [apiKey],
    agent,
    rateLimit: RATE_LIMIT,
    missingScope,
  });
  return clientOver(http, lookAhead);
}

function clientOver(http: Http, lookAhead?: boolean): HerokuClient {
  const first = <Item>(path: Path) =>
    http.request<Item[]>({ path, headers: { range: FIRST_PAGE } }).catch((error: unknown) => {
      // No documentation says by what each list can be sorted: one that refuses ours comes by its own, in smaller pages.
      if (error instanceof HttpError && error.status === 416) return http.request<Item[]>({ path });
      throw error;
    });
  const next = <Item>(path: Path, range: string) => http.request<Item[]>({ path, headers: { range }, continues: true });

  async function page<Item>(path: Path, range: string | undefined) {
    const { body, status, headers } = await (range ? next<Item>(path, range) : first<Item>(path));
    const following = headers.get('next-range') ?? undefined;
    if (!Array.isArray(body)) throw new Error(`Heroku answered no list for ${path}.`);
    if (status === 206 && !following) {
      throw new Error(`Heroku cut the list ${path}, and does not say where it goes on.`);
    }
    return { items: body, next: following };
  }

  return {
    list: <Item>(path: Path) => paginate<Item, string>((range) => page(path, range), { endpoint: path, lookAhead }),
    one: async <Item>(path: Path) => {
      const { body } = await http.request<Item>({ path });
      if (typeof body !== 'object' || body === null) throw new Error(`Heroku answered nothing of its own for ${path}.`);
      return body;
    },
    check: async (path) => {
      await http.request({ path, headers: { range: 'id ..; max=1;' } });
    },
    budget: () => http.budgets()[0],
    countedIn: (share) => clientOver(http.countedIn(share), lookAhead),
    close: () => http.close(),
  };
}

/**
 * The scope that the token lacks. Heroku tells the token's scopes, and those that the endpoint accepts, of which one is
 * enough.
 */
function missingScope(headers: { get(name: string): string | null }): string | undefined {
  const has = headers.get('oauth-scope')?.split(/[\s,]+/);
  const accepted = headers.get('oauth-scope-accepted')?.split(/[\s,]+/);
  if (!has || !accepted || accepted.some((scope) => has.includes(scope))) return undefined;
  return accepted.join(' or ');
}
