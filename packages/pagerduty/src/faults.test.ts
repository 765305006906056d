import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, readGraph, type CollectResult } from '@j1-integrations/integration-kit/runner';
import { PAGERDUTY_CANARIES, type Fault, type PagerDutySimulator } from '@j1-integrations/simulators';
import { QUICK, simulated, tidyData } from './testing/simulated';
import { setsOf, truthOf, type GraphSets } from './testing/truth';

const packageFolder = join(__dirname, '..');
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

interface Collected extends CollectResult {
  graph: GraphSets;
  runFolder: string;
}

/** Runs `j1-integration collect` in a child process, as whoever installs the package does. */
async function collected(
  pagerduty: PagerDutySimulator,
  policy: object = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Collected> {
  const folder = await mkdtemp(join(tmpdir(), 'pagerduty-faults-'));
  folders.push(folder);
  const runFolder = join(folder, 'run');
  const result = await collect({
    packageFolder,
    runFolder,
    compiled: true,
    env: {
      PATH: process.env.PATH,
      API_KEY: pagerduty.token,
      PAGERDUTY_API_URL: pagerduty.url,
      PROVIDER_HTTP_DEFAULTS: JSON.stringify({ ...QUICK, ...policy }),
      ...env,
    },
  });
  return { ...result, graph: setsOf(await readGraph(result.storageFolder)), runFolder };
}

describe('what passes loses nothing', () => {
  const passing: [string, Fault, object?][] = [
    ['500 on every fifth request', { kind: 'status', status: 500, every: 5 }],
    ['503 with Retry-After', { kind: 'status', status: 503, retryAfter: '0.01', every: 5 }],
    ['408 once', { kind: 'status', status: 408, nth: 3 }],
    ['429 on every fifth request', { kind: 'status', status: 429, every: 5 }],
    ['429 without headers and body', { kind: 'status', status: 429, body: '', every: 6 }],
    ['429 for on-calls, whose limit is their own', { kind: 'status', status: 429, path: '/oncalls', nth: 1 }],
    ['connections that are reset', { kind: 'reset', every: 4 }],
    ['a port that refuses connections for a while', { kind: 'refuse', ms: 300, nth: 5 }, { backoffBaseSeconds: 0.5 }],
    ['bodies that break off', { kind: 'cutBody', every: 4 }],
    ['bodies that end too early and look whole', { kind: 'cutBody', quietly: true, every: 4 }],
    ['an HTML page with 200', { kind: 'html', every: 4 }],
    ['a request that is never answered', { kind: 'silent', nth: 4 }, { headersSeconds: 0.3 }],
    ['headers that no body follows', { kind: 'silent', after: 'headers', nth: 4 }, { idleBodySeconds: 0.3 }],
    ['slow answers', { kind: 'slow', ms: 50 }],
  ];
  test.each(passing)('%s', async (_name, fault, policy = {}) => {
    const pagerduty = await simulated({ data: tidyData(), faults: [fault] });
    const { status, graph, requests, output } = await collected(pagerduty, policy);
    expect({ status, output: status === 'COMPLETED' ? '' : output }).toEqual({ status: 'COMPLETED', output: '' });
    expect(graph).toEqual(truthOf(pagerduty.data));
    expect(pagerduty.requests.some(({ fault: met }) => met)).toBe(true);
    expect(requests.requests).toBeGreaterThanOrEqual(pagerduty.requests.length - requests.retries);
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
    ['500 for ever', { kind: 'status', status: 500 }],
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

  test.each([
    ['401', { kind: 'status', status: 401 }],
    ["a 404 that is not PagerDuty's own", { kind: 'html', status: 404 }],
  ] as [string, Fault][])('%s in the middle of the run ends it: nothing is deleted for it', async (_name, fault) => {
    const pagerduty = await simulated({ data: tidyData() });
    pagerduty.fault({ ...fault, path: '/users' });
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
  async function everythingOf({ output, runFolder }: Collected): Promise<string> {
    const files = await readdir(runFolder, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    );
    expect(texts.length).toBeGreaterThan(10);
    return output + texts.join('');
  }

  test('has the key in it, whatever goes wrong', async () => {
    const token = 'u+canary4d1f0c55AAAA';
    const pagerduty = await simulated({ data: tidyData(), token });
    const body = { error: { message: `Token token=${token} is not allowed`, code: 2010, errors: [token] } };
    pagerduty.fault({ kind: 'status', status: 500, path: '/services', body, headers: { 'X-Request-Id': token } });
    pagerduty.fault({ kind: 'status', status: 403, path: '/teams/*/members', body });
    pagerduty.fault({ kind: 'reset', path: '/oncalls' });
    const result = await collected(pagerduty, { attempts: 2 }, { LOG_LEVEL: 'trace' });
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    const everything = await everythingOf(result);
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(encodeURIComponent(token));
  });

  test("has PagerDuty's own secrets in it: calendars, integration keys, addresses, contact details", async () => {
    const pagerduty = await simulated();
    const result = await collected(pagerduty, {}, { LOG_LEVEL: 'trace' });
    expect(result.status).toBe('COMPLETED');
    const everything = await everythingOf(result);
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
