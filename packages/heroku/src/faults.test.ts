import { testFaults, testSecrets, type GraphSets } from '@j1-integrations/integration-kit/testing';
import {
  HEROKU_CANARIES,
  herokuData,
  PASSING_FAULTS,
  type Fault,
  type Heroku,
  type HerokuData,
} from '@j1-integrations/simulators';
import { EVERYTHING, EVERYTHING_ON, collected, harness, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

testFaults(harness, {
  passing: PASSING_FAULTS,
  inChild: true,
  required: {
    path: '/teams/*/apps',
    step: 'fetch-applications',
    partial: ['heroku_application', 'heroku_team_owns_application'],
    without: (data) => ({ ...data, teamApps: {} }),
  },
  limited: { path: '/teams/*/addons', without: (data) => ({ ...data, teamAddons: {} }) },
});

testSecrets(harness, {
  token: 'HRKU-canary+4d1f0c55',
  env: EVERYTHING_ON,
  secretsOf: () => HEROKU_CANARIES,
  faults(token) {
    const body = { id: 'forbidden', message: `Bearer ${token} is not allowed`, url: `https://x:${token}@example.com` };
    return [
      { kind: 'status', status: 500, path: '/pipelines', body, headers: { 'Request-Id': token } },
      { kind: 'status', status: 403, path: '/teams/*/members', body },
      { kind: 'status', status: 500, path: '/teams/*/permissions', body },
      { kind: 'status', status: 404, path: '/spaces', body },
      { kind: 'reset', path: '/teams/*/invitations' },
    ];
  },
});

const firstTeam = (data: HerokuData) =>
  [...data.teams[data.enterpriseAccounts[0].id]].sort((a, b) => (a.id < b.id ? -1 : 1))[0];

/** The expected graph without the lists of one team. */
function truthWithout(
  data: HerokuData,
  lists: ('teamMembers' | 'teamApps' | 'teamAddons')[],
  teamId: string,
): GraphSets {
  const rest = structuredClone(data);
  for (const list of lists) rest[list][teamId] = [];
  return truthOf(rest);
}

describe('a run loses nothing', () => {
  test('if the rate limit is nearly used up', async () => {
    const rateLimit = { size: 4500, remaining: 0, refillPerSecond: 3 };
    const heroku = await simulated({ data: tidyData(), rateLimit });
    const { status, graph, record } = await collected(heroku, { reserve: 0 });
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(heroku.data));
    expect(record!.waits.count).toBeGreaterThan(0);
  });

  test('if an item is added to a list between two pages', async () => {
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

  test.each(['null', 'missing'] as const)('if half of the fields are %s', async (as) => {
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

describe('a run with all sources', () => {
  test('loses nothing by temporary faults', async () => {
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

  describe('in which lists cannot be read', () => {
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
      // Two teams outside the enterprise. One of them lacks the feature.
      [inviting, lacking] = data.teams[data.enterpriseAccounts[0].id];
      for (const outside of [inviting, lacking]) outside.type = 'team';
      data.teamInvitations[inviting.id] = Object.values(herokuData({ otherTeams: 1 }).teamInvitations).flat();
      refuse(403, `/teams/${inviting.name}/invitations`);
      refuse(500, `/teams/${team.id}/permissions`);
      heroku.fault({ kind: 'silent', path: `/apps/${app.id}/sni-endpoints` });
      result = await collected(heroku, { attempts: 2, requestSeconds: 2, headersSeconds: 0.5 }, EVERYTHING_ON);
    });

    test('has one warning for each missing or refused list', () => {
      expect(warningsOf('did not find the pipelines')).toHaveLength(1);
      expect(warningsOf('refused the Private Spaces: 403 forbidden: You do not have access')).toHaveLength(1);
      expect(warningsOf('did not find the log drains of 6 of 6')).toHaveLength(1);
      expect(warningsOf(`refused the domains of 1 of 6 (${app.name})`)).toHaveLength(1);
      expect(warningsOf(`refused the invitations of 1 of 2 (${inviting.name})`)).toHaveLength(1);
      expect(result.warnings).toHaveLength(5);
    });

    test('counts a team without invitations, without a warning', () => {
      expect(result.output).toContain('Not available for 1 of 2: invitations.');
    });

    test('fails the steps of all other lists, and names the team or the app', () => {
      expect(result.status).toBe('COMPLETED_WITH_ERRORS');
      const failed = result.outcome.steps.filter(({ status }) => (status as string) === 'failure').map(({ id }) => id);
      expect(failed.sort()).toEqual(['fetch-certificates', 'fetch-permissions']);
      expect(result.output).toContain(`permissions for applications of 1 of 3 (${team.name})`);
      expect(result.output).toContain(`certificates of 1 of 6 (${app.name})`);
      expect(result.partialTypes).toEqual(
        expect.arrayContaining(['heroku_certificate', 'heroku_account_member_assigned_application']),
      );
      // Domains could be read, but not the certificates at the other end of this edge.
      expect(result.partialTypes).toContain('heroku_domain_uses_certificate');
      expect(result.partialTypes).not.toContain('heroku_pipeline');
    });

    test('has everything else in the graph', () => {
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

describe('a permanent fault', () => {
  test('403 for the members of one team is one warning, and the others are in the graph', async () => {
    const heroku = await simulated({ data: tidyData() });
    const team = firstTeam(heroku.data);
    heroku.fault({ kind: 'status', status: 403, path: `/teams/${team.id}/members` });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED_WITH_WARNINGS');
    expect(result.warnings).toEqual([expect.stringContaining(`team members of 1 of 3 (${team.name})`)]);
    expect(result.graph).toEqual(truthWithout(heroku.data, ['teamMembers'], team.id));
  });

  test('402 for the members of one team fails the step with the words of Heroku', async () => {
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

  test('a team that is deleted during the run is one line of the log', async () => {
    const heroku = await simulated({ data: tidyData() });
    const team = firstTeam(heroku.data);
    heroku.fault({ kind: 'vanish', path: `/teams/${team.id}` });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED');
    for (const list of ['team members', 'applications', 'add-ons']) {
      expect(result.output).toContain(`did not find the ${list} of 1 of 3`);
    }
    expect(result.graph).toEqual(truthWithout(heroku.data, ['teamMembers', 'teamApps', 'teamAddons'], team.id));
  });

  test('403 for the apps of every team fails the step, and its types are partial', async () => {
    const heroku = await simulated({ data: tidyData() });
    heroku.fault({ kind: 'status', status: 403, path: '/teams/*/apps' });
    const result = await collected(heroku);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.partialTypes).toEqual(expect.arrayContaining(['heroku_application', 'heroku_team_owns_application']));
    expect(result.graph.nodes).toEqual(
      new Set([...truthOf(heroku.data).nodes].filter((node) => !node.startsWith('heroku_application'))),
    );
  });
});
