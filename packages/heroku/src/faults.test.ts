import { type GraphSets } from '@j1-integrations/integration-kit/testing';
import {
  HEROKU_CANARIES,
  herokuData,
  PASSING_FAULTS,
  type Fault,
  type Heroku,
  type HerokuData,
} from '@j1-integrations/simulators';
import { EVERYTHING, collected, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

/** `INGEST_DOMAINS=true`, and so on. */
const EVERYTHING_ON = Object.fromEntries(
  Object.keys(EVERYTHING).map((source) => [source.replace(/[A-Z]/g, '_$&').toUpperCase(), 'true']),
);

const firstTeam = (data: HerokuData) =>
  [...data.teams[data.enterpriseAccounts[0].id]].sort((a, b) => (a.id < b.id ? -1 : 1))[0];

/** What is true without the lists of one team. */
function truthWithout(
  data: HerokuData,
  lists: ('teamMembers' | 'teamApps' | 'teamAddons')[],
  teamId: string,
): GraphSets {
  const rest = structuredClone(data);
  for (const list of lists) rest[list][teamId] = [];
  return truthOf(rest);
}

describe('what passes loses nothing', () => {
  test.each(PASSING_FAULTS)('%s', async (_name, { faults, settings }) => {
    const heroku = await simulated({ data: tidyData(), faults });
    const { status, graph, record, output } = await collected(heroku, settings);
    expect({ status, output: status === 'COMPLETED' ? '' : output }).toEqual({ status: 'COMPLETED', output: '' });
    expect(graph).toEqual(truthOf(heroku.data));
    const met = new Set(heroku.requests.flatMap(({ fault }) => fault ?? []));
    expect(met).toEqual(new Set(faults.map(({ kind }) => kind)));
    // Connections that are refused never come to the simulator's notice; all others it and the run count alike.
    const unseen = record!.requests - heroku.requests.length;
    expect(met.has('refuse') ? Math.min(unseen, 0) : unseen).toBe(0);
  });

  test("a pool that is nearly empty, and refills as Heroku's does", async () => {
    const rateLimit = { size: 4500, remaining: 0, refillPerSecond: 3 };
    const heroku = await simulated({ data: tidyData(), rateLimit });
    const { status, graph, record } = await collected(heroku, { reserve: 0 });
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(heroku.data));
    expect(record!.waits.count).toBeGreaterThan(0);
  });

  test('an item that comes into a list between two of its pages', async () => {
    const data = tidyData();
    const { id } = data.enterpriseAccounts[0];
    const [member] = data.members[id];
    for (let i = 0; i < 1200; i += 1) {
      const unique = `00000000-0000-4000-9000-${String(i).padStart(12, '0')}`;
      data.members[id].push({ ...member, id: unique, user: { id: unique, email: `${unique}@example.com` } });
    }
    const heroku = await simulated({ data });
    const late = 'ffffffff-0000-4000-9000-000000000000';
    heroku.fault({
      kind: 'insert',
      path: `/enterprise-accounts/${id}/members`,
      item: { ...member, id: late, user: { id: late, email: 'late@example.com' } },
    });
    const { status, graph } = await collected(heroku);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(heroku.data));
    expect(graph.nodes.has(`heroku_account_member ${late}`)).toBe(true);
  });

  test.each(['null', 'missing'] as const)('items half of whose fields are %s', async (as) => {
    const heroku = await simulated({ data: tidyData() });
    const fields = ['name', 'owner', 'team', 'region', 'stack', 'space', 'plan', 'role', 'created_at', 'permissions'];
    heroku.fault({ kind: 'half', fields, as });
    const { status, graph } = await collected(heroku, {}, EVERYTHING_ON);
    expect(status).toBe('COMPLETED');
    const rest = JSON.parse(JSON.stringify(heroku.data), (key, value: unknown) =>
      fields.includes(key) ? null : value,
    ) as HerokuData;
    expect(graph).toEqual(truthOf(rest, EVERYTHING));
  });
});

describe('the optional parts, with everything on', () => {
  test('lose nothing by what passes', async () => {
    const faults: Fault[] = [
      { kind: 'status', status: 500, every: 11, oncePerPath: true },
      { kind: 'status', status: 429, every: 13, oncePerPath: true },
      { kind: 'cutBody', every: 17, oncePerPath: true },
      { kind: 'reset', every: 19, oncePerPath: true },
      { kind: 'html', every: 23, oncePerPath: true },
    ];
    const heroku = await simulated({ faults });
    const { status, graph, output } = await collected(heroku, {}, EVERYTHING_ON);
    expect({ status, output: status === 'COMPLETED' ? '' : output }).toEqual({ status: 'COMPLETED', output: '' });
    expect(graph).toEqual(truthOf(heroku.data, EVERYTHING));
    expect(new Set(heroku.requests.map(({ fault }) => fault))).toEqual(
      new Set([undefined, ...faults.map(({ kind }) => kind)]),
    );
  });

  describe('are told of where they cannot be read', () => {
    let result: Awaited<ReturnType<typeof collected>>;
    let data: HerokuData;
    let team: Heroku.Team;
    let inviting: Heroku.Team;
    let lacking: Heroku.Team;
    let app: Heroku.App;
    const warningsOf = (words: string) => result.warnings.filter((warning) => warning.includes(words));

    beforeAll(async () => {
      const heroku = await simulated({ data: tidyData() });
      data = heroku.data;
      team = firstTeam(data);
      [app] = data.teamApps[team.id];
      const refuse = (status: number, path: string) => heroku.fault({ kind: 'status', status, path });
      refuse(404, '/pipelines');
      refuse(403, '/spaces');
      refuse(403, `/apps/${app.id}/domains`);
      refuse(404, '/apps/*/log-drains');
      // Two teams outside the enterprise, of which one lacks the feature.
      [inviting, lacking] = data.teams[data.enterpriseAccounts[0].id];
      for (const outside of [inviting, lacking]) outside.type = 'team';
      data.teamInvitations[inviting.id] = Object.values(herokuData({ otherTeams: 1 }).teamInvitations).flat();
      refuse(403, `/teams/${inviting.name}/invitations`);
      refuse(500, `/teams/${team.id}/permissions`);
      heroku.fault({ kind: 'silent', path: `/apps/${app.id}/sni-endpoints` });
      result = await collected(heroku, { attempts: 2, requestSeconds: 1, headersSeconds: 0.2 }, EVERYTHING_ON);
    });

    test('a list that Heroku no longer has, or refuses, is one warning each', () => {
      expect(warningsOf('does not know the pipelines (any more)')).toHaveLength(1);
      expect(warningsOf('refused the Private Spaces: 403 forbidden: You do not have access')).toHaveLength(1);
      expect(warningsOf('does not know the log drains of 6 of 6')).toHaveLength(1);
      expect(warningsOf(`refused the domains of 1 of 6 (${app.name})`)).toHaveLength(1);
      expect(warningsOf(`refused the invitations of 1 of 2 (${inviting.name})`)).toHaveLength(1);
      expect(result.warnings).toHaveLength(5);
    });

    test('a team without invitations lacks the feature: counted, and no warning', () => {
      expect(result.output).toContain('1 of 2 do not have the feature: invitations.');
    });

    test('anything else fails its step, which names whom it is about', () => {
      expect(result.status).toBe('COMPLETED_WITH_ERRORS');
      const failed = result.outcome.steps.filter(({ status }) => (status as string) === 'failure').map(({ id }) => id);
      expect(failed.sort()).toEqual(['fetch-certificates', 'fetch-permissions']);
      expect(result.output).toContain(`permissions for applications of 1 of 3 (${team.name})`);
      expect(result.output).toContain(`certificates of 1 of 6 (${app.name})`);
      expect(result.partialTypes).toEqual(
        expect.arrayContaining(['heroku_certificate', 'heroku_account_member_assigned_application']),
      );
      // What could be read of it is there, but joined with what is not.
      expect(result.partialTypes).toContain('heroku_domain_uses_certificate');
      expect(result.partialTypes).not.toContain('heroku_pipeline');
    });

    test('and all the rest is in the graph', () => {
      const rest = structuredClone(data);
      Object.assign(rest, { pipelines: [], spaces: [], appLogDrains: {}, personalApps: [] });
      rest.appDomains[app.id] = [];
      rest.appSniEndpoints[app.id] = [];
      rest.teamPermissions[team.id] = [];
      delete rest.teamInvitations[inviting.id];
      expect(result.graph).toEqual(truthOf(rest, EVERYTHING));
    });
  });
});

describe('what stays is said, and the rest is kept', () => {
  test('403 on the members of one team: one warning, and everyone else', async () => {
    const heroku = await simulated({ data: tidyData() });
    const team = firstTeam(heroku.data);
    heroku.fault({ kind: 'status', status: 403, path: `/teams/${team.id}/members` });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED_WITH_WARNINGS');
    expect(result.warnings).toEqual([expect.stringContaining(`team members of 1 of 3 (${team.name})`)]);
    expect(result.graph).toEqual(truthWithout(heroku.data, ['teamMembers'], team.id));
  });

  test('402 on the members of one team fails the step with the words of Heroku, and keeps everyone else', async () => {
    const heroku = await simulated({ data: tidyData() });
    const team = firstTeam(heroku.data);
    heroku.fault({ kind: 'status', status: 402, path: `/teams/${team.id}/members` });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain(
      `team members of 1 of 3 (${team.name}): 402 delinquent: Your account has an overdue`,
    );
    expect(result.partialTypes).toContain('heroku_team_has_account_member');
  });

  test('a team that is deleted while collecting: skipped, in one line of the log', async () => {
    const heroku = await simulated({ data: tidyData() });
    const team = firstTeam(heroku.data);
    heroku.fault({ kind: 'vanish', path: `/teams/${team.id}` });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED');
    for (const list of ['team members', 'applications', 'add-ons']) {
      expect(result.output).toContain(`does not know the ${list} of 1 of 3`);
    }
    expect(result.graph).toEqual(truthWithout(heroku.data, ['teamMembers', 'teamApps', 'teamAddons'], team.id));
  });

  test('403 on the apps of every team: the step fails, and its types are partial', async () => {
    const heroku = await simulated({ data: tidyData() });
    heroku.fault({ kind: 'status', status: 403, path: '/teams/*/apps' });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.partialTypes).toEqual(expect.arrayContaining(['heroku_application', 'heroku_team_owns_application']));
    expect(result.graph.nodes).toEqual(
      new Set([...truthOf(heroku.data).nodes].filter((node) => !node.startsWith('heroku_application'))),
    );
  });

  test.each([
    ['500 each time', { kind: 'status', status: 500 }],
    ['a body that never ends', { kind: 'endlessBody', maxMs: 5000 }],
    ['silence', { kind: 'silent' }],
  ] as [string, Fault][])(
    '%s on the apps of one team: the step fails and names it, the others are kept',
    async (_name, fault) => {
      const heroku = await simulated({ data: tidyData() });
      const team = firstTeam(heroku.data);
      heroku.fault({ ...fault, path: `/teams/${team.id}/apps` });
      const result = await collected(heroku, { attempts: 2, requestSeconds: 1, headersSeconds: 0.3 });
      expect(result.status).toBe('COMPLETED_WITH_ERRORS');
      expect(result.output).toContain(`applications of 1 of 3 (${team.name})`);
      expect(result.partialTypes).toEqual(
        expect.arrayContaining(['heroku_application', 'heroku_team_owns_application']),
      );
      const truth = truthWithout(heroku.data, ['teamApps'], team.id);
      expect(result.graph).toEqual(truth);
    },
  );

  test('429 with an order beyond what is left fails at once, and says how long was asked', async () => {
    const heroku = await simulated({ data: tidyData() });
    heroku.fault({ kind: 'status', status: 429, retryAfter: 3600, path: '/teams/*/addons' });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain('a wait of 3600 s is due');
    expect(result.seconds).toBeLessThan(30);
    expect(result.partialTypes).toContain('heroku_addon');
    const teamIds = Object.keys(heroku.data.teamAddons);
    expect(result.graph).toEqual(
      truthOf({ ...heroku.data, teamAddons: Object.fromEntries(teamIds.map((id) => [id, []])) }),
    );
  });

  test('401 in the middle of the run ends it: nothing is deleted for it', async () => {
    const heroku = await simulated({ data: tidyData() });
    heroku.fault({ kind: 'status', status: 401, path: '/teams/*/apps' });
    const result = await collected(heroku);
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('PROVIDER_AUTHENTICATION_ERROR');
    const truth = truthOf(heroku.data);
    expect([...result.graph.nodes].filter((node) => !truth.nodes.has(node))).toEqual([]);
    expect([...result.graph.edges].filter((edge) => !truth.edges.has(edge))).toEqual([]);
  });

  test('a host that refuses every connection', async () => {
    const heroku = await simulated({ data: tidyData() });
    heroku.fault({ kind: 'refuse' });
    const result = await collected(heroku);
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('ECONNREFUSED');
    expect(result.graph).toEqual({ nodes: new Set(), edges: new Set() });
  });
});

test('the key appears in nothing that a run prints, writes or leaves behind, whatever goes wrong', async () => {
  const token = 'HRKU-canary-4d1f0c55';
  const heroku = await simulated({ token });
  const echo = { id: 'forbidden', message: `Bearer ${token} is not allowed`, url: `https://x:${token}@example.com` };
  heroku.fault({ kind: 'status', status: 500, path: '/teams/*/apps', body: echo, headers: { 'Request-Id': token } });
  heroku.fault({ kind: 'status', status: 403, path: '/teams/*/members', body: echo });
  heroku.fault({ kind: 'status', status: 500, path: '/teams/*/permissions', body: echo });
  heroku.fault({ kind: 'status', status: 404, path: '/spaces', body: echo });
  heroku.fault({ kind: 'reset', path: '/teams/*/invitations' });
  const result = await collected(heroku, { attempts: 2 }, { ...EVERYTHING_ON, LOG_LEVEL: 'trace' });
  expect(result.status).toBe('COMPLETED_WITH_ERRORS');
  // What Heroku's own answers hold that must not come out is not there either.
  for (const secret of [token, ...HEROKU_CANARIES]) expect(result.everything).not.toContain(secret);
  expect(result.files).toBeGreaterThan(3);
});
