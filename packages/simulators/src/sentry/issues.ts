import { type Random } from '../server/random';
import { ERRORS, LEVELS } from './catalogue';
import { type Issue, type Project } from './types';
import { type NextId } from './people';

export function createIssue(random: Random, nextId: NextId, project: Project, number: number): Issue {
  const { type, title, culprit } = random.pick(ERRORS);
  const id = nextId();
  return {
    id,
    shareId: null,
    shortId: `${project.slug.toUpperCase()}-${number.toString(36).toUpperCase()}`,
    title,
    culprit,
    permalink: `https://acme.sentry.io/issues/${id}/`,
    logger: null,
    level: LEVELS[number % LEVELS.length],
    status: 'unresolved',
    statusDetails: {},
    substatus: 'ongoing',
    isPublic: false,
    platform: project.platform,
    priority: 'medium',
    priorityLockedAt: null,
    seerFixabilityScore: null,
    seerAutofixLastTriggered: null,
    seerExplorerAutofixLastTriggered: null,
    project: { id: project.id, name: project.name, slug: project.slug, platform: project.platform },
    type: 'error',
    issueType: 'error',
    issueCategory: 'error',
    metadata: { type, value: title, filename: 'app.py', function: culprit },
    numComments: 0,
    assignedTo: null,
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: false,
    annotations: [],
    isUnhandled: random.chance(0.3),
    count: String(random.integer(1, 5000)),
    userCount: random.integer(0, 300),
    firstSeen: random.time(2024, 2025),
    lastSeen: random.time(2025, 2026),
  };
}
