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

describe('what passes loses nothing', () => {
  test('a list that moves between its pages, with empty ones in the middle, and slugs that change', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const late = { ...data.members[0], id: '1', email: 'late@example.com' };
    const sentry = await simulated({ data, pageSize: 2, emptyPages: [1] });
    sentry.fault({ kind: 'insert', path: `${API}/members/`, item: late });
    sentry.fault({ kind: 'change', path: `${API}/teams/`, id: team.id, fields: { slug: 'renamed' } });
    const { status, graph } = await ran(sentry, {}, ALL);
    expect(status).toBe('COMPLETED');
    const truth = truthOf({ ...data, members: data.members.filter(({ id }) => id !== late.id) }, ALL);
    // It came to a page that was read already; the next run has it.
    expect(graph).toEqual(truth);
  });

  test('items with half of their fields', async () => {
    const sentry = await simulated({ data: tidyData() });
    const lost = ['name', 'slug', 'email', 'user', 'flags', 'dateCreated', 'platform', 'level', 'scopes', 'isActive'];
    sentry.fault({ kind: 'half', fields: lost, as: 'null', every: 2, path: /members|keys|repos|apps|issues|integr/ });
    sentry.fault({ kind: 'half', fields: lost, path: /acme\/.+/ });
    const { status, graph } = await ran(sentry, {}, ALL);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(sentry.data, ALL));
  });
});

describe('what stays is said, and the rest is kept', () => {
  test('403 on the members of one team, and one that is deleted while collecting', async () => {
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

  test('a token with nothing but org:read: what needs more fails or warns by its scope, and the rest is there', async () => {
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

test('inside limits it slows down in time: the reserve is left, and no answer is 429', async () => {
  const limits = { limit: { requests: 5, windowSeconds: 1, concurrent: 4 } };
  const data = sentryData({ teams: 12, membersPerTeam: 2, odd: false });
  const sentry = await simulated({ data, limits });
  const { status, graph } = await ran(sentry, {}, ALL);
  expect(status).toBe('COMPLETED');
  expect(graph).toEqual(truthOf(data, ALL));
  expect(sentry.requests.filter((request) => request.status === 429)).toEqual([]);
});
