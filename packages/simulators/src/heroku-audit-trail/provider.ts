import { type Answer, jsonBody, type ProviderRequest } from '../server/answer';
import { type Provider } from '../server/provider';
import { createRatePool, type RateLimit } from '../server/rate-pool';
import { couldNotFind, herokuError, type HerokuError, UNKNOWN_ENDPOINT } from '../heroku/errors';
import { UNCOUNTED_REMAINING, VERSION_3 } from '../heroku/dialect';
import { archiveOf, monthsOf, type ArchiveFile } from './archives';
import { listEvents, type ListRules } from './events';
import { type AuditTrail } from './trail';

export interface AuditTrailRules extends ListRules {
  trails: readonly AuditTrail[];
  tokens: Set<string>;
  /** Permissions of the token's user. The audit trail needs `manage`. */
  permissions: readonly string[];
  rateLimit?: RateLimit;
  now: () => number;
  dateless?: boolean;
  archiveUrl: (file: ArchiveFile) => string;
  storeArchive: (file: ArchiveFile) => void;
}

export function createAuditTrailApi(rules: AuditTrailRules): Provider {
  const pool = rules.rateLimit && createRatePool(rules.rateLimit);
  const replies = createReplies(rules, () => pool?.remaining() ?? UNCOUNTED_REMAINING);
  const { give, refuse } = replies;
  return {
    answer(request) {
      if (!VERSION_3.test(request.headers.accept ?? '')) return refuse(request, 406);
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined || !rules.tokens.has(token)) return refuse(request, 401);
      if (pool && !pool.take()) return refuse(request, 429);
      const [, collection, identity, list, year, month, ...rest] = request.path.split('/').map(decodeURIComponent);
      if (request.method !== 'GET' || collection !== 'enterprise-accounts' || rest.length > 0) {
        return refuse(request, 404, UNKNOWN_ENDPOINT);
      }
      const accountOf = ({ account }: AuditTrail) => ({ ...account, ...ACCOUNT, permissions: rules.permissions });
      if (identity === undefined) return give(request, rules.trails.map(accountOf));
      const trail = rules.trails.find(({ account }) => account.id === identity || account.name === identity);
      if (!trail) return refuse(request, 404, couldNotFind('enterprise account'));
      if (list === undefined) return give(request, accountOf(trail));
      if (!['events', 'archives'].includes(list)) return refuse(request, 404, UNKNOWN_ENDPOINT);
      if (!rules.permissions.includes('manage')) return refuse(request, 403);
      return list === 'archives'
        ? readArchives(rules, replies, request, trail, year && `${year}-${month}`)
        : readEvents(rules, replies, request, trail);
    },
    error: (request, status) => refuse(request, status),
    insert: impossible,
    vanish: impossible,
    restore: () => undefined,
  };
}

const impossible = () => {
  throw new Error('A trail is changed by its own `publish`, `revise` and `withdraw`.');
};

const ACCOUNT = {
  created_at: '2019-03-02T09:12:44Z',
  updated_at: '2026-01-15T10:20:30Z',
  trial: false,
  partner_benefits: false,
  identity_provider: null,
};

function createReplies(rules: AuditTrailRules, remaining: () => number) {
  const headersOf = (request: ProviderRequest, counted = true): Record<string, string> => ({
    'Content-Type': 'application/json',
    'Cache-Control': 'private, no-cache',
    'Request-Id': request.requestId,
    ...(!rules.dateless && { Date: new Date(rules.now()).toUTCString() }),
    ...(counted && { 'RateLimit-Remaining': String(remaining()) }),
  });
  return {
    headersOf,
    refuse: (request: ProviderRequest, status: number, error: HerokuError = herokuError(status)): Answer => ({
      status,
      headers: headersOf(request, status !== 401 && status !== 406),
      body: jsonBody(error),
    }),
    give: (request: ProviderRequest, body: unknown): Answer => ({
      status: 200,
      headers: headersOf(request),
      body: jsonBody(body),
    }),
  };
}

type Replies = ReturnType<typeof createReplies>;

function readEvents(
  rules: AuditTrailRules,
  { refuse, headersOf }: Replies,
  request: ProviderRequest,
  trail: AuditTrail,
): Answer {
  const page = listEvents(trail, request, rules, rules.now());
  if (!page) return refuse(request, 422);
  return { ...page, headers: { ...headersOf(request), ...page.headers } };
}

/** @param wanted one month, such as `2026-05` */
function readArchives(
  rules: AuditTrailRules,
  { give, refuse }: Replies,
  request: ProviderRequest,
  trail: AuditTrail,
  wanted: string | undefined,
): Answer {
  const now = rules.now();
  const described = (wanted === undefined ? monthsOf(trail, now) : [wanted]).flatMap((month) => {
    const file = archiveOf(trail, month, now);
    if (!file) return [];
    rules.storeArchive(file);
    const { body: _body, name: _name, ...facts } = file;
    return [{ ...facts, url: rules.archiveUrl(file) }];
  });
  if (wanted === undefined) return give(request, described);
  return described.length > 0 ? give(request, described[0]) : refuse(request, 404, couldNotFind('archive'));
}
