import { z } from 'zod';
import { type GraphQL } from './graphql';
import { list, type ListOptions } from './list';
import { long, maybe, pageInfo } from './shapes';

const auditEventShape = z.object({
  id: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  category: z.string(),
  /** Milliseconds since 1970. */
  timestamp: long,
  performedByUserId: maybe(z.string()),
  data: z.unknown(),
});

export type AuditEvent = z.infer<typeof auditEventShape>;

export const LIST_AUDIT_EVENTS = {
  document: `query ListAuditEvents($limit: Int, $cursor: String) {
    getAuditEventsForAccount(limit: $limit, cursor: $cursor) {
      items { id resourceType resourceId category timestamp performedByUserId data }
      pageInfo { endCursor hasNextPage }
    }
  }`,
  data: z.object({ getAuditEventsForAccount: z.object({ items: z.array(auditEventShape), pageInfo }) }),
};

const PAGE_SIZE = 100;

export interface AuditEvents {
  list(options?: ListOptions): AsyncGenerator<AuditEvent, void, undefined>;
}

export const auditEventsOf = (graphql: GraphQL): AuditEvents => ({
  list: ({ limit } = {}) =>
    list(
      graphql,
      LIST_AUDIT_EVENTS,
      { limit: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE) },
      ({ getAuditEventsForAccount }) => getAuditEventsForAccount,
      { limit },
    ),
});
