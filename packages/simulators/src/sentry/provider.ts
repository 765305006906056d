import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { createChanges } from '../server/changes';
import { type Provider } from '../server/provider';
import { changeEverywhere } from './changes';
import { LARGEST_PAGE, linkHeader, pageNumber, type PageSettings } from './cursors';
import { type SentryData } from './types';
import { NO_CREDENTIALS, sentryError } from './errors';
import { type Admission, createLimiters, type Limiter, type SentryLimits } from './rate-limits';
import { createPages, type Pages } from './pages';
import { findTeam, isOrganization, matchRoute, type RouteMatch, type World } from './routes';

export interface SentryRules {
  data: SentryData;
  token: string;
  scopes: readonly string[];
  limits?: SentryLimits;
  pages: PageSettings;
  slugsOnly: boolean;
  /** Requests with another host are for the control silo. */
  regionHost?: string;
  dropLinks: boolean;
  keepPages: boolean;
}

export function createSentry(rules: SentryRules): Provider {
  const { data, limits, pages: settings, slugsOnly, keepPages } = rules;
  const deletedIds = new Set<string>();
  const world: World = { data, deletedIds, slugsOnly };
  const pages = createPages(world, settings, keepPages);
  /** The limiter decides when a request arrives. The answer has the headers. */
  const admissions: Admissions = new WeakMap();
  const reply = createReplier(admissions);
  return {
    answer: createAnswerer({ rules, world, pages, admissions, reply }),
    arrived: limits && admitBy(createLimiters(limits), admissions),
    error: (request, status) => reply(request, status),
    ...createChanges({
      deletedIds,
      newest: 'first',
      listAt(path) {
        const match = matchRoute(below(path));
        return match?.route.list?.(world, match.names.team ?? '');
      },
      idAt(path) {
        const identity = below(path).split('/').filter(Boolean).at(-1) ?? '';
        return findTeam(world, identity)?.id ?? identity;
      },
      forget: () => pages.forget(),
    }),
    change(id, fields) {
      changeEverywhere(data, id, fields);
      pages.forget();
    },
  };
}

const API = '/api/0';

const below = (path: string) => (path.startsWith(`${API}/`) ? path.slice(API.length) : path);

type Admissions = WeakMap<ProviderRequest, Admission>;

const admitBy = (limiterOf: (endpoint: string) => Limiter, admissions: Admissions) => (request: ProviderRequest) => {
  const limiter = limiterOf(matchRoute(below(request.path))?.route.path ?? '');
  const admission = limiter.admit();
  admissions.set(request, admission);
  return () => {
    if (!admission.refusal) limiter.leave();
  };
};

type Reply = (
  request: ProviderRequest,
  status: number,
  what?: object | Buffer,
  headers?: Record<string, string>,
) => Answer;

const createReplier =
  (admissions: Admissions): Reply =>
  (request, status, what = sentryError(status), headers = {}) => ({
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'private, no-cache',
      Vary: 'Accept-Language, Cookie',
      'X-Content-Type-Options': 'nosniff',
      Allow: 'GET, HEAD, OPTIONS',
      ...admissions.get(request)?.headers,
      ...headers,
    },
    body: Buffer.isBuffer(what) ? what : jsonBody(what),
  });

interface Answering {
  rules: SentryRules;
  world: World;
  pages: Pages;
  admissions: Admissions;
  reply: Reply;
}

const HTML = { 'Content-Type': 'text/html; charset=utf-8' };

function createAnswerer({ rules, world, pages, admissions, reply }: Answering): Provider['answer'] {
  const { token, scopes, regionHost } = rules;
  return (request) => {
    const refusal = admissions.get(request)?.refusal;
    // Sentry sends JSON with the content type HTML.
    if (refusal) return reply(request, 429, refusal, HTML);
    const { authorization, host } = request.headers;
    const isAuthorized = authorization === `Bearer ${token}`;
    if (below(request.path) === '/') {
      return reply(request, 200, { version: '0', auth: isAuthorized ? { scopes } : null, user: null });
    }
    const match = request.method === 'GET' ? matchRoute(below(request.path)) : undefined;
    if (!match) return unknownRoute(request, reply);
    // A region answers this before it checks the token.
    if (match.route.control && host === regionHost) return reply(request, 404, Buffer.alloc(0), HTML);
    if (authorization === undefined) return reply(request, 401, NO_CREDENTIALS);
    if (!isAuthorized) return reply(request, 401);
    const { organization } = match.names;
    if (organization !== undefined && !isOrganization(world, organization)) return reply(request, 404);
    if (!match.route.scopes.some((scope) => scopes.includes(scope))) return reply(request, 403);
    if (match.route.item) return reply(request, 200, match.route.item(world));
    return readList(request, match, pages, reply, rules.dropLinks);
  };
}

function unknownRoute(request: ProviderRequest, reply: Reply): Answer {
  const help = request.path.endsWith('/') ? '' : ', did you forget a trailing slash?';
  return reply(request, 404, Buffer.from(`Route not found${help}\n`), { 'Content-Type': 'text/plain' });
}

function readList(request: ProviderRequest, match: RouteMatch, pages: Pages, reply: Reply, dropLinks: boolean): Answer {
  const query = new URLSearchParams(request.query);
  const size = query.get('per_page') ?? query.get('limit');
  if (size !== null && !(Number(size) >= 1 && Number(size) <= LARGEST_PAGE)) {
    return reply(request, 400, { detail: `Invalid per_page value. Must be between 1 and ${LARGEST_PAGE}.` });
  }
  const number = pageNumber(query.get('cursor'));
  if (number === undefined) return reply(request, 400, { detail: 'Invalid cursor parameter.' });
  query.delete('cursor');
  const page = pages.read({ ...match, path: below(request.path), query, number });
  if (!page) return reply(request, 404);
  const url = `http://${request.headers.host}${request.path}?${query.toString()}`;
  return reply(request, 200, page.body, dropLinks ? {} : { Link: linkHeader(url, number, page.more) });
}
