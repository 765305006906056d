import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntity, firstText, schemaOf, timeOf, withoutCredentials } from '@j1-integrations/integration-kit';
import { withoutSecrets } from '../texts';

/**
 * Without `metadata`, which contains the whole text of an error.
 * @see https://docs.sentry.io/api/events/list-an-organizations-issues/
 */
export interface Issue {
  id: string;
  shortId?: string | null;
  title?: string | null;
  culprit?: string | null;
  permalink?: string | null;
  level?: string | null;
  status?: string | null;
  substatus?: string | null;
  priority?: string | null;
  platform?: string | null;
  issueType?: string | null;
  issueCategory?: string | null;
  isUnhandled?: boolean | null;
  isPublic?: boolean | null;
  isBookmarked?: boolean | null;
  isSubscribed?: boolean | null;
  hasSeen?: boolean | null;
  numComments?: number | null;
  type?: string | null;
  count?: string | number | null;
  userCount?: number | null;
  firstSeen?: string | null;
  lastSeen?: string | null;
  project?: { id?: string | null; slug?: string | null; platform?: string | null } | null;
}

export const FINDING_ENTITY = {
  resourceName: 'Finding',
  _type: 'sentry_finding',
  _class: ['Finding'],
  schema: schemaOf({
    id: 'string',
    shortId: ['string', 'Such as `SHOP-1`. It is also the name.'],
    title: 'string',
    culprit: ['string', 'The place in the code.'],
    category: 'string',
    severity: ['string', 'By `level`: critical, high, medium, low or informational.'],
    numericSeverity: ['number', '9, 7, 5, 3 or 1. 0 if the level is unknown.'],
    open: 'boolean',
    level: 'string',
    priority: 'string',
    status: 'string',
    substatus: 'string',
    issueType: 'string',
    issueCategory: 'string',
    platform: 'string',
    isUnhandled: ['boolean', 'Whether the error reached the top of the program.'],
    eventCount: 'number',
    userCount: 'number',
    projectId: 'string',
    firstSeenOn: 'time',
    lastSeenOn: 'time',
    webLink: 'url',
    type: ['string', 'This property and the next ones are for queries that were written for graph-sentry.'],
    count: ['string', '`eventCount` as a text.'],
    projectSlug: 'string',
    projectPlatform: 'string',
    public: 'boolean',
    numComments: 'number',
    hasSeen: ['boolean', "By the token's user, like the next two properties."],
    isBookmarked: 'boolean',
    isSubscribed: 'boolean',
  }),
} satisfies StepEntityMetadata;

/** The key of the public graph-sentry, so that the history of the entity stays. */
export const findingKey = (id: string) => `sentry-finding:${id}`;

const SEVERITY_BY_LEVEL: Readonly<Record<string, [severity: string, numericSeverity: number]>> = {
  fatal: ['critical', 9],
  error: ['high', 7],
  warning: ['medium', 5],
  info: ['low', 3],
  debug: ['informational', 1],
};

export function createFindingEntity(issue: Issue): Entity {
  const [severity, numericSeverity] = SEVERITY_BY_LEVEL[issue.level ?? ''] ?? ['unknown', 0];
  return createEntity({
    _key: findingKey(issue.id),
    _type: FINDING_ENTITY._type,
    _class: FINDING_ENTITY._class,
    id: issue.id,
    name: firstText(issue.shortId, issue.id),
    shortId: issue.shortId,
    title: withoutSecrets(issue.title),
    culprit: withoutSecrets(issue.culprit),
    category: 'application',
    severity,
    numericSeverity,
    open: issue.status === 'unresolved',
    level: issue.level,
    priority: issue.priority,
    status: issue.status,
    substatus: issue.substatus,
    issueType: issue.issueType,
    issueCategory: issue.issueCategory,
    platform: issue.platform || undefined,
    isUnhandled: issue.isUnhandled,
    eventCount: issue.count == null ? undefined : Number(issue.count),
    userCount: issue.userCount,
    projectId: issue.project?.id,
    firstSeenOn: timeOf(issue.firstSeen),
    lastSeenOn: timeOf(issue.lastSeen),
    webLink: withoutCredentials(issue.permalink),
    // For queries that were written for graph-sentry.
    type: issue.type,
    count: issue.count == null ? undefined : String(issue.count),
    projectSlug: issue.project?.slug,
    projectPlatform: issue.project?.platform || undefined,
    public: issue.isPublic,
    numComments: issue.numComments,
    hasSeen: issue.hasSeen,
    isBookmarked: issue.isBookmarked,
    isSubscribed: issue.isSubscribed,
  });
}
