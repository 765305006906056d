import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { type Provider } from '../server/simulator';
import { LARGEST_PAGE, linkHeader, pageNumber, type PageSettings } from './cursors';
import { type SentryData } from './data';
import { type TeamReference } from './references';
import { NO_CREDENTIALS, sentryError } from './errors';
import { type Admission, createLimiters, type SentryLimits } from './limits';
import { freshPages, keptPages } from './pages';
import { findTeam, isOrganization, matchRoute, type RouteMatch, type World } from './routes';

export interface SentryRules {
  data: SentryData;
  token: string;
  scopes: readonly string[];
  /** Without, requests are neither counted nor told of, as on a server of one's own. */
  limits?: SentryLimits;
  pages: PageSettings;
  /** As on servers from before 2024. */
  slugsOnly: boolean;
  /** The host by whose name a request is for the region, and not for the control silo. */
  regionHost?: string;
  /** Whether something in front drops the header by which a list goes on. */
  dropLinks: boolean;
  /** Only where no one changes the data. */
  keepPages: boolean;
}

const API = '/api/0';

/** Answers as sentry.io does. */
export function createSentry({
  data,
  token,
  scopes,
  limits,
  pages: settings,
  slugsOnly,
  regionHost,
  dropLinks,
  keepPages,
}: SentryRules): Provider {
  const gone = new Set<string>();
  const world: World = { data, gone, slugsOnly };
  const pages = keepPages ? keptPages(world, settings) : freshPages(world, settings);
  const limiterOf = limits && createLimiters(limits);
  /** Decided when a request arrives, and told when it is answered. */
  const admissions = new WeakMap<ProviderRequest, Admission>();

  function headersFor(request: ProviderRequest): Record<string, string> {
    return {
      'Content-Type': 'application/json',
      'Cache-Control': 'private, no-cache',
      Vary: 'Accept-Language, Cookie',
      'X-Content-Type-Options': 'nosniff',
      Allow: 'GET, HEAD, OPTIONS',
      ...admissions.get(request)?.headers,
    };
  }

  function say(request: ProviderRequest, status: number, what: object = sentryError(status)): Answer {
    return { status, headers: headersFor(request), body: jsonBody(what) };
  }

  function answer(request: ProviderRequest): Answer {
    const refusal = admissions.get(request)?.refusal;
    if (refusal) {
      const limited = say(request, 429, refusal);
      // JSON, but that is not what its header says.
      return { ...limited, headers: { ...limited.headers, 'Content-Type': 'text/html; charset=utf-8' } };
    }
    const match = request.method === 'GET' ? matchRoute(below(request.path)) : undefined;
    const { authorization } = request.headers;
    // The answer says who asks, also without a user.
    if (below(request.path) === '/') {
      const auth = authorization === `Bearer ${token}` ? { scopes } : null;
      return say(request, 200, { version: '0', auth, user: null });
    }
    if (!match) return unknownRoute(request);
    if (match.route.control && request.headers.host === regionHost) return notInThisSilo(request);
    if (authorization === undefined) return say(request, 401, NO_CREDENTIALS);
    if (authorization !== `Bearer ${token}`) return say(request, 401);
    if (match.organization !== undefined && !isOrganization(world, match.organization)) return say(request, 404);
    if (!match.route.scopes.some((scope) => scopes.includes(scope))) return say(request, 403);
    return read(request, match);
  }

  function read(request: ProviderRequest, match: RouteMatch): Answer {
    const query = new URLSearchParams(request.query);
    if (match.route.thing) return say(request, 200, match.route.thing(world));
    const size = query.get('per_page') ?? query.get('limit');
    if (size !== null && !(Number(size) >= 1 && Number(size) <= LARGEST_PAGE)) {
      return say(request, 400, { detail: `Invalid per_page value. Must be between 1 and ${LARGEST_PAGE}.` });
    }
    const number = pageNumber(query.get('cursor'));
    if (number === undefined) return say(request, 400, { detail: 'Invalid cursor parameter.' });
    query.delete('cursor');
    const page = pages.read({ ...match, path: below(request.path), query, number });
    if (!page) return say(request, 404);
    const url = `http://${request.headers.host}${request.path}?${query.toString()}`;
    return {
      status: 200,
      headers: { ...headersFor(request), ...(!dropLinks && { Link: linkHeader(url, number, page.more) }) },
      body: page.body,
    };
  }

  /** Before it looks at who asks. */
  function notInThisSilo(request: ProviderRequest): Answer {
    const headers = { ...headersFor(request), 'Content-Type': 'text/html; charset=utf-8' };
    return { status: 404, headers, body: Buffer.alloc(0) };
  }

  function unknownRoute(request: ProviderRequest): Answer {
    const help = request.path.endsWith('/') ? '' : ', did you forget a trailing slash?';
    const headers = { ...headersFor(request), 'Content-Type': 'text/plain' };
    return { status: 404, headers, body: Buffer.from(`Route not found${help}\n`) };
  }

  return {
    answer,
    arrived(request) {
      const limiter = limiterOf?.(matchRoute(below(request.path))?.route.path ?? '');
      if (!limiter) return () => undefined;
      const admission = limiter.admit();
      admissions.set(request, admission);
      return () => {
        if (!admission.refusal) limiter.leave();
      };
    },
    error: (request, status) => say(request, status),
    insert(path, item) {
      const match = matchRoute(below(path));
      const list = match?.route.list?.(world, match.team);
      if (!list) throw new Error(`Nothing can be put into ${path}: it is no list.`);
      list.unshift(item);
      pages.forget();
    },
    change(id, fields) {
      changeEverywhere(data, id, fields);
      pages.forget();
    },
    vanish(path) {
      const [identity] = below(path).split('/').filter(Boolean).slice(-1);
      gone.add(findTeam(world, identity)?.id ?? identity);
      pages.forget();
    },
    restore() {
      gone.clear();
      pages.forget();
    },
  };
}

const below = (path: string) => (path.startsWith(`${API}/`) ? path.slice(API.length) : path);

/** What names it elsewhere changes with it. */
function changeEverywhere(data: SentryData, id: string, fields: object): void {
  const { members, teams, projects, projectKeys, repositories, integrations, issues, more } = data;
  const lists = [members, teams, projects, projectKeys, repositories, integrations, issues];
  const things: { id: string }[][] = [...lists, ...Object.values(more)];
  const thing = things.flat().find((one) => one.id === id);
  if (!thing) throw new Error(`There is nothing with the id ${id} that could change.`);
  Object.assign(thing, fields);
  const team = teams.find((one) => one.id === id);
  if (!team) return;
  const named: TeamReference = { id, name: team.name, slug: team.slug };
  for (const project of projects) {
    if (project.team?.id === id) project.team = named;
    project.teams = project.teams?.map((reference) => (reference.id === id ? named : reference));
  }
  for (const member of data.teamMembers[id] ?? []) member.teamSlug = team.slug;
}
