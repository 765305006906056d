import { edges, entity, propertiesOf, setsOf } from '@j1-integrations/integration-kit/testing';
import { sentryData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from '../testing/simulated';
import { truthOf } from '../testing/truth';

const config = { ingestFindings: true };

test('a finding has the title of the issue, and not the text of the error', async () => {
  const data = tidyData();
  const [issue] = data.issues;
  Object.assign(issue, {
    shortId: 'SHOP-1',
    title: 'TypeError: not a function',
    culprit: 'app/checkout in pay',
    level: 'fatal',
    platform: 'node',
    count: '1234',
    userCount: 5,
    isUnhandled: true,
    firstSeen: '2026-01-02T00:00:00Z',
    lastSeen: '2026-02-02T00:00:00Z',
  });
  const result = await run(await simulated({ data }), { config });
  const key = `sentry-finding:${issue.id}`;
  expect(entity(result, key)).toMatchObject({ _rawData: [] });
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'sentry_finding',
    _class: ['Finding'],
    id: issue.id,
    name: 'SHOP-1',
    displayName: 'SHOP-1',
    shortId: 'SHOP-1',
    title: 'TypeError: not a function',
    culprit: 'app/checkout in pay',
    category: 'application',
    severity: 'critical',
    numericSeverity: 9,
    open: true,
    level: 'fatal',
    priority: 'medium',
    status: 'unresolved',
    substatus: 'ongoing',
    issueType: 'error',
    issueCategory: 'error',
    platform: 'node',
    isUnhandled: true,
    eventCount: 1234,
    userCount: 5,
    projectId: issue.project.id,
    firstSeenOn: Date.parse('2026-01-02T00:00:00Z'),
    lastSeenOn: Date.parse('2026-02-02T00:00:00Z'),
    webLink: `https://acme.sentry.io/issues/${issue.id}/`,
    type: 'error',
    count: '1234',
    projectSlug: issue.project.slug,
    projectPlatform: issue.project.platform,
    public: false,
    numComments: 0,
    hasSeen: false,
    isBookmarked: false,
    isSubscribed: false,
  });
  expect(edges(result, `sentry-project-${issue.project.id}`, key)).toMatchObject([
    { _type: 'sentry_project_has_finding', _class: 'HAS' },
  ]);
});

test('each level has a severity, and an unknown level has the severity unknown', async () => {
  const data = tidyData();
  const levels = ['fatal', 'error', 'warning', 'info', 'debug', 'sample'];
  levels.forEach((level, i) => (data.issues[i].level = level));
  const result = await run(await simulated({ data }), { config });
  const findings = data.issues.map(({ id }) => entity(result, `sentry-finding:${id}`)!);
  expect(findings.map(({ severity, numericSeverity }) => [severity, numericSeverity])).toEqual([
    ['critical', 9],
    ['high', 7],
    ['medium', 5],
    ['low', 3],
    ['informational', 1],
    ['unknown', 0],
  ]);
});

test('only unresolved issues are requested, of all projects', async () => {
  const data = tidyData();
  data.issues[0].status = 'resolved';
  const sentry = await simulated({ data });
  const result = await run(sentry, { config });
  expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true }));
  const asked = sentry.requests.find(({ path }) => path.endsWith('/issues/'));
  expect(new URLSearchParams(asked?.query).get('project')).toBe('-1');
});

test.each([
  [10_000, []],
  [10_001, [expect.objectContaining({ name: 'warn_ingestion_limit_encountered' })]],
])('of %i issues, 10,000 are in the graph, and others cause a warning', async (issues, warnings) => {
  const data = sentryData({ members: 2, teams: 1, membersPerTeam: 1, projects: 2, issues, odd: false });
  const result = await run(await simulated({ data, keepPages: true }), { config });
  expect(result.entities.filter(({ _type }) => _type === 'sentry_finding')).toHaveLength(10_000);
  expect(result.events.filter(({ level }) => level === 'warn')).toEqual(warnings);
  expect(result.steps['fetch-findings']).toBe('success');
});
