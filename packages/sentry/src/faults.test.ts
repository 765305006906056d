import { testFaults, testSecrets } from '@j1-integrations/integration-kit/testing';
import { SENTRY_CANARIES, sentryData, PASSING_FAULTS } from '@j1-integrations/simulators';
import { harness, ran, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

const API = '/api/0/organizations/acme';
const TEAM_MEMBERS = '/api/0/teams/acme/*/members/';
const ALL = { ingestFindings: true };

testFaults(harness, {
  passing: PASSING_FAULTS,
  required: {
    path: `${API}/projects/`,
    step: 'fetch-projects',
    partial: ['sentry_project', 'sentry_team_assigned_project', 'sentry_project_key'],
    without: (data) => ({ ...data, projects: [] }),
  },
  limited: { path: TEAM_MEMBERS, without: (data) => ({ ...data, teamMembers: {} }) },
});

testSecrets(harness, {
  token: 'sntryu_canary+4d1f0c55/AAAA==',
  env: { INGEST_FINDINGS: 'true' },
  secretsOf: ({ projectKeys }) => [
    ...SENTRY_CANARIES,
    ...projectKeys.flatMap(({ secret, dsn }) => [secret ?? undefined, dsn.public]),
  ],
  faults(token) {
    const body = { detail: `Bearer ${token} is not allowed`, extra: { loginUrl: `https://sentry.io/?token=${token}` } };
    return [
      { kind: 'status', status: 500, path: `${API}/monitors/`, body, headers: { 'X-Request-Id': token } },
      { kind: 'status', status: 403, path: TEAM_MEMBERS, body },
      { kind: 'reset', path: `${API}/repos/` },
    ];
  },
});

describe('a run loses nothing', () => {
  test('if items move between pages, if pages are empty, and if slugs change', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const late = { ...data.members[0], id: '1', email: 'late@example.com' };
    const sentry = await simulated({ data, pageSize: 2, emptyPages: [1] });
    sentry.fault({ kind: 'insert', path: `${API}/members/`, item: late });
    sentry.fault({ kind: 'change', path: `${API}/teams/`, id: team.id, fields: { slug: 'renamed' } });
    const { status, graph } = await ran(sentry, {}, ALL);
    expect(status).toBe('COMPLETED');
    const truth = truthOf({ ...data, members: data.members.filter(({ id }) => id !== late.id) }, ALL);
    // The new member is on a page that was read before. The next run reads it.
    expect(graph).toEqual(truth);
  });

  test('if half of the fields are missing', async () => {
    const sentry = await simulated({ data: tidyData() });
    const lost = ['name', 'slug', 'email', 'user', 'flags', 'dateCreated', 'platform', 'level', 'scopes', 'isActive'];
    sentry.fault({ kind: 'half', fields: lost, as: 'null', every: 2, path: /members|keys|repos|apps|issues|integr/ });
    sentry.fault({ kind: 'half', fields: lost, path: /acme\/.+/ });
    const { status, graph } = await ran(sentry, {}, ALL);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(sentry.data, ALL));
  });
});

describe('a permanent fault', () => {
  test('for the members of two teams is a warning and a line of the log', async () => {
    const sentry = await simulated({ data: tidyData() });
    const [forbidden, deleted] = sentry.data.teams;
    sentry.fault({ kind: 'status', status: 403, path: `/api/0/teams/acme/${forbidden.id}/members/` });
    sentry.fault({ kind: 'status', status: 404, path: `/api/0/teams/acme/${deleted.id}/members/` });
    sentry.fault({ kind: 'status', status: 404, path: `/api/0/teams/acme/${deleted.slug}/members/` });
    const result = await ran(sentry, {}, ALL);
    expect(result.status).toBe('COMPLETED_WITH_WARNINGS');
    expect(result.warnings).toEqual([expect.stringContaining(`team members of 1 of 3 (${forbidden.name})`)]);
    expect(result.output).toContain(`did not find the team members of 1 of 3 (${deleted.name})`);
    const teamMembers = { ...sentry.data.teamMembers, [forbidden.id]: [], [deleted.id]: [] };
    expect(result.graph).toEqual(truthOf({ ...sentry.data, teamMembers }, ALL));
  });

  test('by a token with only org:read is an error or a warning with the missing scope', async () => {
    const sentry = await simulated({ data: tidyData(), scopes: ['org:read'] });
    const result = await ran(sentry, {}, ALL);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain('the scope member:read');
    expect(result.warnings.join('\n')).toContain('the scope team:read');
    expect(result.warnings.join('\n')).toContain('the scope event:read');
    expect(result.partialTypes).toEqual(expect.arrayContaining(['sentry_member', 'sentry_member_assigned_role']));
    expect(result.partialTypes).not.toContain('sentry_project');
    expect(result.graph).toEqual(truthOf({ ...sentry.data, members: [], teamMembers: {} }));
  });
});

test('a run slows down before the limits, without a 429', async () => {
  const limits = { limit: { requests: 5, windowSeconds: 1, concurrent: 4 } };
  const data = sentryData({ teams: 12, membersPerTeam: 2, odd: false });
  const sentry = await simulated({ data, limits });
  const { status, graph } = await ran(sentry, {}, ALL);
  expect(status).toBe('COMPLETED');
  expect(graph).toEqual(truthOf(data, ALL));
  expect(sentry.requests.filter((request) => request.status === 429)).toEqual([]);
});
