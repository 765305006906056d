import { PAGERDUTY_CANARIES, PASSING_FAULTS, type Fault } from '@j1-integrations/simulators';
import { collected, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

describe('what passes loses nothing', () => {
  test.each(PASSING_FAULTS)('%s', async (_name, { faults, settings }) => {
    const pagerduty = await simulated({ data: tidyData(), faults });
    const { status, graph, record, output } = await collected(pagerduty, settings);
    expect({ status, output: status === 'COMPLETED' ? '' : output }).toEqual({ status: 'COMPLETED', output: '' });
    expect(graph).toEqual(truthOf(pagerduty.data));
    const met = new Set(pagerduty.requests.flatMap(({ fault }) => fault ?? []));
    expect(met).toEqual(new Set(faults.map(({ kind }) => kind)));
    // Connections that are refused never come to the simulator's notice; all others it and the run count alike.
    const unseen = record!.requests - pagerduty.requests.length;
    expect(met.has('refuse') ? Math.min(unseen, 0) : unseen).toBe(0);
  });

  test('429 for on-calls, whose limit is their own', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    pagerduty.fault({ kind: 'status', status: 429, path: '/oncalls', nth: 1 });
    const { status, graph } = await collected(pagerduty);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(pagerduty.data));
    expect(pagerduty.requests.filter((request) => request.status === 429)).toHaveLength(1);
  });

  test('an item that comes into a list between two of its pages, and moves all behind it', async () => {
    const data = tidyData();
    const [user] = data.users;
    for (let i = 0; i < 250; i += 1) data.users.push({ ...user, id: `PMORE${i}` });
    const pagerduty = await simulated({ data });
    // The first request for people is the account's.
    pagerduty.fault({ kind: 'insert', path: '/users', nth: 2, item: { ...user, id: 'PNEW', teams: [] } });
    const { status, graph } = await collected(pagerduty);
    expect(status).toBe('COMPLETED');
    const truth = truthOf(data);
    // It is on a page that was read before it came; the next run has it.
    truth.nodes.delete('pagerduty_user user:PNEW');
    truth.edges.delete('pagerduty_account:acme -HAS-> user:PNEW');
    expect(graph).toEqual(truth);
  });

  test('items with half of their fields', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    const lost = ['name', 'summary', 'role', 'status', 'time_zone', 'created_at', 'description', 'job_title', 'billed'];
    pagerduty.fault({ kind: 'half', fields: lost, as: 'null', every: 2 });
    pagerduty.fault({ kind: 'half', fields: lost, as: 'missing' });
    const { status, graph } = await collected(pagerduty);
    expect(status).toBe('COMPLETED');
    expect(graph).toEqual(truthOf(pagerduty.data));
  });
});

describe('what stays is said, and the rest is kept', () => {
  test('403 on the members of one team: one warning, and its people from the users list', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    const [team] = pagerduty.data.teams;
    pagerduty.fault({ kind: 'status', status: 403, path: `/teams/${team.id}/members` });
    const result = await collected(pagerduty);
    expect(result.status).toBe('COMPLETED_WITH_WARNINGS');
    expect(result.warnings).toEqual([expect.stringContaining(`team roles of 1 of 3 (${team.name})`)]);
    expect(result.graph).toEqual(truthOf(pagerduty.data, { roles: [team.id] }));
  });

  test('a team that is deleted while collecting: one line in the log', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    const [team] = pagerduty.data.teams;
    pagerduty.fault({ kind: 'vanish', path: `/teams/${team.id}` });
    const result = await collected(pagerduty);
    expect(result.status).toBe('COMPLETED');
    expect(result.output).toContain('does not know the team roles of 1 of 3');
  });

  test.each([
    ['500 each time', { kind: 'status', status: 500 }],
    ['a body that never ends', { kind: 'endlessBody', maxMs: 5000 }],
    ['silence', { kind: 'silent' }],
  ] as [string, Fault][])('%s for the services: the step fails, and the rest is kept', async (_name, fault) => {
    const data = tidyData();
    const pagerduty = await simulated({ data });
    pagerduty.fault({ ...fault, path: '/services' });
    const result = await collected(pagerduty, { attempts: 2, requestSeconds: 3, headersSeconds: 1 });
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.partialTypes).toEqual(
      expect.arrayContaining(['pagerduty_service', 'pagerduty_user_oncall_service', 'pagerduty_integration']),
    );
    expect(result.graph).toEqual(truthOf({ ...data, services: [] }));
  });

  test('429 with an order beyond what is left fails at once, and says how long was asked', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    pagerduty.fault({ kind: 'status', status: 429, retryAfter: 3600, path: '/oncalls' });
    const result = await collected(pagerduty);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain('a wait of 3600 s is due');
    expect(result.graph).toEqual(truthOf({ ...pagerduty.data, oncalls: [] }));
  });

  test('401 in the middle of the run ends it: nothing is deleted for it', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    pagerduty.fault({ kind: 'status', status: 401, path: '/users' });
    const result = await collected(pagerduty);
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('PROVIDER_AUTHENTICATION_ERROR');
  });

  test('a host that refuses every connection', async () => {
    const pagerduty = await simulated({ data: tidyData() });
    pagerduty.fault({ kind: 'refuse' });
    const result = await collected(pagerduty);
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('ECONNREFUSED');
  });
});

describe('nothing that a run prints, writes or leaves behind', () => {
  test('has the key in it, whatever goes wrong', async () => {
    const token = 'u+canary4d1f0c55AAAA';
    const pagerduty = await simulated({ data: tidyData(), token });
    const body = { error: { message: `Token token=${token} is not allowed`, code: 2010, errors: [token] } };
    pagerduty.fault({ kind: 'status', status: 500, path: '/services', body, headers: { 'X-Request-Id': token } });
    pagerduty.fault({ kind: 'status', status: 403, path: '/teams/*/members', body });
    pagerduty.fault({ kind: 'reset', path: '/oncalls' });
    const result = await collected(pagerduty, { attempts: 2 }, { LOG_LEVEL: 'trace' });
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    const { everything } = result;
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(encodeURIComponent(token));
  });

  test("has PagerDuty's own secrets in it: calendars, integration keys, addresses, contact details", async () => {
    const pagerduty = await simulated();
    const result = await collected(pagerduty, {}, { LOG_LEVEL: 'trace' });
    expect(result.status).toBe('COMPLETED');
    const { everything } = result;
    for (const canary of PAGERDUTY_CANARIES) expect(everything).not.toContain(canary);
    for (const { integration_key, integration_email } of pagerduty.data.integrations) {
      expect(everything).not.toContain(integration_key ?? integration_email);
    }
  });
});

test('with a rate limit it slows down in time: the reserve is left, and no answer is 429', async () => {
  const pagerduty = await simulated({ data: tidyData(), rateLimit: { size: 15, seconds: 1 } });
  const { status, graph, seconds } = await collected(pagerduty);
  expect(status).toBe('COMPLETED');
  expect(graph).toEqual(truthOf(pagerduty.data));
  expect(pagerduty.requests.filter((request) => request.status === 429)).toEqual([]);
  expect(seconds).toBeLessThan(10);
});
