import {
  IntegrationWarnEventName,
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  type Resource,
  schemaOf,
  type Source,
  timeOf,
  warn,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { withoutSecrets } from '../texts';
import { PROJECT_ENTITY, projectKey, projectsStep } from './projects';

/**
 * The part of https://docs.sentry.io/api/events/list-an-organizations-issues/ that is read. Never `metadata`, in which the
 * whole text of an error stands.
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
    shortId: ['string', 'Such as `SHOP-1`; the name too.'],
    title: 'string',
    culprit: ['string', 'Where in the code it comes from.'],
    category: 'string',
    severity: ['string', 'By `level`: critical, high, medium, low, informational.'],
    numericSeverity: ['number', '9, 7, 5, 3, 1; 0 where the level is not known.'],
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
    type: ['string', 'This and what follows are by the names of the public graph-sentry.'],
    count: ['string', '`eventCount`, as the text that Sentry gives.'],
    projectSlug: 'string',
    projectPlatform: 'string',
    public: 'boolean',
    numComments: 'number',
    hasSeen: ['boolean', 'By whoever the token belongs to, as the next two.'],
    isBookmarked: 'boolean',
    isSubscribed: 'boolean',
  }),
} satisfies StepEntityMetadata;

// (sentry_project)-[HAS]->(sentry_finding)
export const PROJECT_HAS_FINDING = {
  _type: 'sentry_project_has_finding',
  _class: RelationshipClass.HAS,
  sourceType: PROJECT_ENTITY._type,
  targetType: FINDING_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** As the public graph-sentry's, so that an organization which moves over keeps its history. */
export const findingKey = (id: string) => `sentry-finding:${id}`;

/** How bad each level of an issue is. */
const SEVERITIES: Readonly<Record<string, [severity: string, numericSeverity: number]>> = {
  fatal: ['critical', 9],
  error: ['high', 7],
  warning: ['medium', 5],
  info: ['low', 3],
  debug: ['informational', 1],
};

export function createFindingEntity(issue: Issue): Entity {
  const [severity, numericSeverity] = SEVERITIES[issue.level ?? ''] ?? ['unknown', 0];
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
    // Sentry counts events in a text.
    eventCount: issue.count == null ? undefined : Number(issue.count),
    userCount: issue.userCount,
    projectId: issue.project?.id,
    firstSeenOn: timeOf(issue.firstSeen),
    lastSeenOn: timeOf(issue.lastSeen),
    webLink: withoutCredentials(issue.permalink),
    // By the names of the public graph-sentry as well: saved questions ask for them.
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

const LIMIT = 10_000;

const QUERY = {
  query: 'is:unresolved',
  // Without, a user's token would see the projects of that user's teams only.
  project: '-1',
  limit: '100',
  // Counts for charts, which take Sentry long to gather.
  collapse: ['filtered', 'lifetime'],
};

export const findingsSource: Source = {
  id: 'ingestFindings',
  title: 'Findings',
  description: 'Unresolved issues, 10,000 at most, with title and culprit. Needs the scope event:read.',
  onByDefault: false,
  requests: '1 for each 100 issues',
};

const FINDINGS = {
  name: 'findings',
  endpoint: pathTo`/organizations/{organization}/issues/`,
  permission: 'the scope event:read',
  presence: 'optional',
  fields: ['project'],
} satisfies Resource;

export const findingsStep: SentryStep = {
  id: 'fetch-findings',
  name: 'Fetch findings',
  entities: [FINDING_ENTITY],
  relationships: [PROJECT_HAS_FINDING],
  dependsOn: [projectsStep.id],
  source: findingsSource,
  reads: [FINDINGS],
  async executionHandler(context) {
    const { executionConfig, jobState, logger } = context;
    await readList(context, FINDINGS, async () => {
      const seen = new Set<string>();
      for await (const issue of executionConfig.client.list<Issue>(FINDINGS.endpoint, QUERY)) {
        if (seen.size === LIMIT && !seen.has(issue.id)) {
          const { IngestionLimitEncountered } = IntegrationWarnEventName;
          warn(
            logger,
            IngestionLimitEncountered,
            `Sentry has more than ${LIMIT} unresolved issues: the rest is left out.`,
          );
          return;
        }
        seen.add(issue.id);
        await addEntityOnce(jobState, createFindingEntity(issue));
        const { project } = issue;
        if (project?.id) await addEdge(jobState, PROJECT_HAS_FINDING, projectKey(project.id), findingKey(issue.id));
      }
    });
  },
};
