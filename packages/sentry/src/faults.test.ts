import { SENTRY_CANARIES, sentryData, PASSING_FAULTS, type Fault } from '@j1-integrations/simulators';
import { collected, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

const API = '/api/0/organizations/acme';
const TEAM_MEMBERS = '/api/0/teams/acme/*/members/';
const ALL = { ingestFindings: true };

describe('what passes loses nothing', () => {
  test.each(PASSING_FAULTS)('%s', async (_name, { faults, settings }) => {
    const sentry = await simulated({ data: tidyData(), faults });
    const { status, graph, record, output } = await collected(sentry, settings);
    expect({ status, output: status === 'COMPLETED' ? '' : output }).toEqual({ status: 'COMPLETED', output: '' });
    expect(graph).toEqual(truthOf(sentry.data, ALL));
    const met = new Set(sentry.requests.flatMap(({ fault }) => fault ?? []));
    expect(met).toEqual(new Set(faults.map(({ kind }) => kind)));
    // Connections that are refused never come to the simulator's notice; all others it and the run count alike.
    const unseen = record!.requests - sentry.requests.length;
    expect(met.has('refuse') ? Math.min(unseen, 0) : unseen).toBe(0);
  });

  test('a list that moves between its pages, with empty ones in the middle, and slugs that change', async () => {
    const data = tidyData();
    const [team] = data.teams;
    const late = { ...data.members[0], id: '1', email: 'late@example.com' };
    const sentry = await simulated({ data, pageSize: 2, emptyPages: [1] });
    sentry.fault({ kind: 'insert', path: `${API}/members/`, item: late });
    sentry.fault({ kind: 'change', path: `${API}/teams/`, id: team.id, fields: { slug: 'renamed' } });
    const { status, graph } = await collected(sentry);
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
    const { status, graph } = await collected(sentry);
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
    const result = await collected(sentry);
    expect(result.status).toBe('COMPLETED_WITH_WARNINGS');
    expect(result.warnings).toEqual([expect.stringContaining(`team members of 1 of 3 (${forbidden.name})`)]);
    expect(result.output).toContain(`does not know the team members of 1 of 3 (${deleted.name})`);
    const teamMembers = { ...sentry.data.teamMembers, [forbidden.id]: [], [deleted.id]: [] };
    expect(result.graph).toEqual(truthOf({ ...sentry.data, teamMembers }, ALL));
  });

  test('a token with nothing but org:read: what needs more fails or warns by its scope, and the rest is there', async () => {
    const sentry = await simulated({ data: tidyData(), scopes: ['org:read'] });
    const result = await collected(sentry);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain('the scope member:read');
    expect(result.warnings.join('\n')).toContain('the scope team:read');
    expect(result.warnings.join('\n')).toContain('the scope event:read');
    expect(result.partialTypes).toEqual(expect.arrayContaining(['sentry_member', 'sentry_member_assigned_role']));
    expect(result.partialTypes).not.toContain('sentry_project');
    expect(result.graph).toEqual(truthOf({ ...sentry.data, members: [], teamMembers: {} }));
  });

  test.each([
    ['500 each time', { kind: 'status', status: 500 }],
    ['a body that never ends', { kind: 'endlessBody', maxMs: 5000 }],
    ['silence', { kind: 'silent' }],
  ] as [string, Fault][])('%s for the projects: the step fails, and the rest is kept', async (_name, fault) => {
    const data = tidyData();
    const sentry = await simulated({ data });
    sentry.fault({ ...fault, path: `${API}/projects/` });
    const result = await collected(sentry, { attempts: 2, requestSeconds: 1, headersSeconds: 0.3 });
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.partialTypes).toEqual(
      expect.arrayContaining(['sentry_project', 'sentry_team_assigned_project', 'sentry_project_key']),
    );
    expect(result.graph).toEqual(truthOf({ ...data, projects: [] }, ALL));
  });

  test('429 with an order beyond what is left fails at once, and says how long was asked', async () => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 429, retryAfter: 3600, path: TEAM_MEMBERS });
    const result = await collected(sentry);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain('a wait of 3600 s is due');
    expect(result.graph).toEqual(truthOf({ ...sentry.data, teamMembers: {} }, ALL));
  });

  test('401 in the middle of the run ends it: nothing is deleted for it', async () => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'status', status: 401, path: `${API}/members/` });
    const result = await collected(sentry);
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('PROVIDER_AUTHENTICATION_ERROR');
  });

  test('a host that refuses every connection', async () => {
    const sentry = await simulated({ data: tidyData() });
    sentry.fault({ kind: 'refuse' });
    const result = await collected(sentry);
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('ECONNREFUSED');
  });
});

describe('nothing that a run prints, writes or leaves behind', () => {
  test('has the token in it, whatever goes wrong', async () => {
    const token = 'sntryu_canary+4d1f0c55/AAAA==';
    const sentry = await simulated({ data: tidyData(), token });
    const body = { detail: `Bearer ${token} is not allowed`, extra: { loginUrl: `https://sentry.io/?token=${token}` } };
    const headers = { 'X-Request-Id': token };
    sentry.fault({ kind: 'status', status: 500, path: `${API}/projects/`, body, headers });
    sentry.fault({ kind: 'status', status: 403, path: TEAM_MEMBERS, body });
    sentry.fault({ kind: 'reset', path: `${API}/repos/` });
    const result = await collected(sentry, { attempts: 2 }, { LOG_LEVEL: 'trace' });
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    const { everything } = result;
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(encodeURIComponent(token));
  });

  test("has Sentry's own secrets in it: keys, client secrets, configurations, what errors held", async () => {
    const sentry = await simulated();
    const result = await collected(sentry, {}, { LOG_LEVEL: 'trace' });
    expect(result.status).toBe('COMPLETED');
    expect(result.graph).toEqual(truthOf(sentry.data, ALL));
    const { everything } = result;
    for (const canary of SENTRY_CANARIES) expect(everything).not.toContain(canary);
    for (const { secret, dsn } of sentry.data.projectKeys) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(dsn.public);
    }
  });
});

test('inside limits it slows down in time: the reserve is left, and no answer is 429', async () => {
  const limits = { limit: { requests: 5, windowSeconds: 1, concurrent: 4 } };
  const data = sentryData({ teams: 12, membersPerTeam: 2, odd: false });
  const sentry = await simulated({ data, limits });
  const { status, graph, seconds } = await collected(sentry);
  expect(status).toBe('COMPLETED');
  expect(graph).toEqual(truthOf(data, ALL));
  expect(sentry.requests.filter((request) => request.status === 429)).toEqual([]);
  expect(seconds).toBeLessThan(15);
});
