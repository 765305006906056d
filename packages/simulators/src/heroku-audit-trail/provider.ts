import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { createRatePool, type RateLimit } from '../server/rate-pool';
import { type Provider } from '../server/simulator';
import { couldNotFind, herokuError, type HerokuError, UNKNOWN_ENDPOINT } from '../heroku/errors';
import { archiveOf, monthsOf, type ArchiveFile } from './archives';
import { listEvents, type ListRules } from './events';
import { type AuditTrail } from './trail';

export interface AuditTrailRules extends ListRules {
  trails: readonly AuditTrail[];
  /** Those that are accepted; may be changed at any time. */
  tokens: Set<string>;
  /** What the token's user may in the enterprise account: without `manage` there is no audit trail. */
  permissions: readonly string[];
  rateLimit?: RateLimit;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Without `Date` in the answers. */
  dateless?: boolean;
  archiveUrl: (file: ArchiveFile) => string;
  /** The archives that were asked for, so that the archive host has them. */
  offer: (file: ArchiveFile) => void;
}

const VERSION_3 = /application\/vnd\.heroku\+json\s*;\s*version=3(\.[\w-]+)?\s*([,;]|$)/;
const UNCOUNTED_REMAINING = 4499;

/** Answers as api.heroku.com does where an audit trail is read. */
export function createAuditTrailApi(rules: AuditTrailRules): Provider {
  const pool = rules.rateLimit && createRatePool(rules.rateLimit);

  const headersOf = (request: ProviderRequest, counted: boolean): Record<string, string> => ({
    'Content-Type': 'application/json',
    'Cache-Control': 'private, no-cache',
    'Request-Id': request.requestId,
    ...(!rules.dateless && { Date: new Date(rules.now()).toUTCString() }),
    ...(counted && { 'RateLimit-Remaining': String(pool?.remaining() ?? UNCOUNTED_REMAINING) }),
  });
  const refuse = (request: ProviderRequest, status: number, error: HerokuError = herokuError(status)): Answer => ({
    status,
    headers: headersOf(request, status !== 401 && status !== 406),
    body: jsonBody(error),
  });
  const give = (request: ProviderRequest, body: unknown): Answer => ({
    status: 200,
    headers: headersOf(request, true),
    body: jsonBody(body),
  });

  const accountOf = ({ account }: AuditTrail) => ({
    ...account,
    created_at: '2019-03-02T09:12:44Z',
    updated_at: '2026-01-15T10:20:30Z',
    permissions: rules.permissions,
    trial: false,
    partner_benefits: false,
    identity_provider: null,
  });

  function archives(request: ProviderRequest, trail: AuditTrail, year?: string, month?: string): Answer {
    const now = rules.now();
    const months = year === undefined ? monthsOf(trail, now) : [`${year}-${month}`];
    const described = months.flatMap((wanted) => {
      const file = archiveOf(trail, wanted, now);
      if (!file) return [];
      rules.offer(file);
      const { body: _body, name: _name, ...facts } = file;
      return [{ ...facts, url: rules.archiveUrl(file) }];
    });
    if (year === undefined) return give(request, described);
    return described.length > 0 ? give(request, described[0]) : refuse(request, 404, couldNotFind('archive'));
  }

  function answer(request: ProviderRequest): Answer {
    if (!VERSION_3.test(request.headers.accept ?? '')) return refuse(request, 406);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !rules.tokens.has(token)) return refuse(request, 401);
    if (pool && !pool.take()) return refuse(request, 429);
    const [, collection, identity, room, year, month, ...rest] = request.path.split('/').map(decodeURIComponent);
    if (request.method !== 'GET' || collection !== 'enterprise-accounts' || rest.length > 0) {
      return refuse(request, 404, UNKNOWN_ENDPOINT);
    }
    if (identity === undefined) return give(request, rules.trails.map(accountOf));
    const trail = rules.trails.find(({ account }) => account.id === identity || account.name === identity);
    if (!trail) return refuse(request, 404, couldNotFind('enterprise account'));
    if (room === undefined) return give(request, accountOf(trail));
    if (!['events', 'archives'].includes(room)) return refuse(request, 404, UNKNOWN_ENDPOINT);
    if (!rules.permissions.includes('manage')) return refuse(request, 403);
    if (room === 'archives') return archives(request, trail, year, month);
    const page = listEvents(trail, request, rules, rules.now());
    if (!page) return refuse(request, 422);
    return { status: page.status, headers: { ...headersOf(request, true), ...page.headers }, body: page.body };
  }

  const impossible = () => {
    throw new Error('A trail is changed by its own `publish`, `revise` and `withdraw`.');
  };
  return {
    answer,
    error: (request, status) => refuse(request, status),
    insert: impossible,
    vanish: impossible,
    restore: () => undefined,
  };
}
