import { testFaults, testSecrets } from '@j1-integrations/integration-kit/testing';
import { PAGERDUTY_CANARIES, PASSING_FAULTS } from '@j1-integrations/simulators';
import { harness, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

const { ran } = harness;

testFaults(harness, {
  passing: PASSING_FAULTS,
  required: {
    path: '/services',
    step: 'fetch-services',
    partial: ['pagerduty_service', 'pagerduty_user_oncall_service', 'pagerduty_integration'],
    without: (data) => ({ ...data, services: [] }),
  },
  limited: { path: '/oncalls', without: (data) => ({ ...data, oncalls: [] }) },
});

testSecrets(harness, {
  token: 'u+canary4d1f0c55AAAA',
  secretsOf: ({ integrations }) => [
    ...PAGERDUTY_CANARIES,
    ...integrations.map(({ integration_key, integration_email }) => integration_key ?? integration_email),
  ],
  faults(token) {
    const body = { error: { message: `Token token=${token} is not allowed`, code: 2010, errors: [token] } };
    return [
      { kind: 'status', status: 500, path: '/maintenance_windows', body, headers: { 'X-Request-Id': token } },
      { kind: 'status', status: 403, path: '/teams/*/members', body },
      { kind: 'reset', path: '/oncalls' },
    ];
  },
});

describe('a run loses nothing', () => {
  test('by a 429 for on-calls', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    pagerduty.fault({ kind: 'status', status: 429, path: '/oncalls', nth: 1 });
    const { status, graph } = await ran(pagerduty);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(pagerduty.data));
    expect(pagerduty.requests.filter((request) => request.status === 429)).toHaveLength(1);
  });

  test('if an item is added to a list between two pages', async () => {
    const data = tidyData();
    const [user] = data.users;
    for (let i = 0; i < 250; i += 1) data.users.push({ ...user, id: `PMORE${i}` });
    const pagerduty = await simulated({ data });
    // The step of the account sends the first request for users.
    pagerduty.fault({ kind: 'insert', path: '/users', nth: 2, item: { ...user, id: 'PNEW', teams: [] } });
    const { status, graph } = await ran(pagerduty);
    expect(status).toBe('COMPLETED');
    const truth = truthOf(data);
    // The new item is on a page that was read before. The next run reads it.
    truth.nodes.delete('pagerduty_user user:PNEW');
    truth.edges.delete('pagerduty_account:acme -HAS-> user:PNEW');
    expect(graph).toEqual(truth);
  });

  test('if half of the fields are missing', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    const lost = ['name', 'summary', 'role', 'status', 'time_zone', 'created_at', 'description', 'job_title', 'billed'];
    pagerduty.fault({ kind: 'half', fields: lost, as: 'null', every: 2 });
    pagerduty.fault({ kind: 'half', fields: lost, as: 'missing' });
    const { status, graph } = await ran(pagerduty);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(pagerduty.data));
  });
});

describe('a permanent fault', () => {
  test('403 for the members of one team is one warning, and the list of users gives the members', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    const [team] = pagerduty.data.teams;
    pagerduty.fault({ kind: 'status', status: 403, path: `/teams/${team.id}/members` });
    const result = await ran(pagerduty);
    expect(result.status).toBe('COMPLETED_WITH_WARNINGS');
    expect(result.warnings).toEqual([expect.stringContaining(`team roles of 1 of 3 (${team.name})`)]);
    expect(result.graph).toEqual(truthOf(pagerduty.data, {}, [team.id]));
  });

  test('a team that is deleted during the run is one line of the log', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    const [team] = pagerduty.data.teams;
    pagerduty.fault({ kind: 'vanish', path: `/teams/${team.id}` });
    const result = await ran(pagerduty);
    expect(result.status).toBe('COMPLETED');
    expect(result.output).toContain('did not find the team roles of 1 of 3');
  });
});

test('a run slows down before the rate limit, without a 429', async () => {
  const pagerduty = await simulated({ data: tidyData(), rateLimit: { size: 15, seconds: 1 } });
  const { status, graph } = await ran(pagerduty);
  expect(status).toBe('COMPLETED');
  expect(graph).toEqual(truthOf(pagerduty.data));
  expect(pagerduty.requests.filter((request) => request.status === 429)).toEqual([]);
});
