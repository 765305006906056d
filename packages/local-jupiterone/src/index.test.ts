import { setTimeout } from 'node:timers/promises';
import { startLocalJupiterOne, type LocalJupiterOne } from './index';
import { SAMPLE_INTEGRATION } from './testing';

const CANARY = 'canary-4f1c9e';
const DEFINITIONS = '{ integrationDefinitions { definitions { id } pageInfo { endCursor hasNextPage } } }';

let server: LocalJupiterOne;

beforeAll(async () => {
  server = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], persistSeconds: 0.1, maxPageSize: 2 });
});
afterAll(() => server.close());
afterEach(() => server.faults.clear());

interface Answered<Data> {
  data: Data;
  errors?: { message: string; extensions?: { code?: string } }[];
}

const keyOf = ({ account, apiKey }: LocalJupiterOne) => ({
  'JupiterOne-Account': account,
  Authorization: `Bearer ${apiKey}`,
});

const post = (to: LocalJupiterOne, headers: Record<string, string>, query: string, variables: object = {}) =>
  fetch(to.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });

const ask = async <Data>(query: string, variables: object = {}, to = server): Promise<Answered<Data>> =>
  (await (await post(to, keyOf(to), query, variables)).json()) as Answered<Data>;

const instanceOf = (id: string) => server.records.instances.find((each) => each.id === id)!;

async function createInstance(config: object = {}, at = server): Promise<string> {
  const instance = {
    name: 'Sample',
    integrationDefinitionId: 'sample-definition',
    config: { apiKey: CANARY, ...config },
  };
  const { data } = await ask<{ createIntegrationInstance: { id: string } }>(
    `mutation ($instance: CreateIntegrationInstanceInput!) { createIntegrationInstance(instance: $instance) { id } }`,
    { instance },
    at,
  );
  return data.createIntegrationInstance.id;
}

const invoke = (id: string, at = server) =>
  ask<{ invokeIntegrationInstance: { integrationJobId: string } | null }>(
    `mutation ($id: String!) { invokeIntegrationInstance(id: $id) { success integrationJobId } }`,
    { id },
    at,
  );

/** Runs the sample to its end and gives the job, its events' names, and the statuses that were seen on the way. */
async function runToTheEnd(id: string, at = server) {
  const { data } = await invoke(id, at);
  const job = at.records.jobs.find((each) => each.id === data.invokeIntegrationInstance!.integrationJobId)!;
  const seen = new Set<string>();
  while (job.endDate === undefined) {
    seen.add(job.status);
    await setTimeout(10);
  }
  const events = at.records.events.filter((event) => event.jobId === job.id).map(({ name }) => name);
  return { job, seen: [...seen], events };
}

describe('a trigger really runs the integration', () => {
  test.each([
    ['succeeds', 'COMPLETED', 'step_end', 3 + 2],
    ['warns', 'COMPLETED_WITH_WARNINGS', 'warn_missing_permission', 3 + 2],
    ['unpermitted', 'COMPLETED_WITH_WARNINGS', 'step_skip', 3 + 1],
    ['step-fails', 'COMPLETED_WITH_ERRORS', 'step_failure', 3 + 2],
    ['all-fail', 'FAILED', 'step_failure', 0],
    ['invalid', 'FAILED', 'validation_failure', 0],
    ['fatal', 'FAILED', 'step_failure', 0],
    ['crash', 'FAILED', 'error_runner_lost', 0],
  ])('%s: the job is %s', async (behaviour, status, event, persisted) => {
    const id = await createInstance({ behaviour });
    const { job, events } = await runToTheEnd(id);
    const errorsOccurred = status === 'FAILED' || status === 'COMPLETED_WITH_ERRORS';
    expect(job).toMatchObject({ status, errorsOccurred });
    expect(job.endDate).toBeGreaterThanOrEqual(job.createDate);
    expect(events).toContain(event);
    expect(server.graphOf(id).entities).toHaveLength(persisted);
  });

  test('the job says PERSISTING_DATA before its end', async () => {
    expect((await runToTheEnd(await createInstance())).seen).toEqual(['IN_PROGRESS', 'PERSISTING_DATA']);
  });

  test('what a failed step did not collect again stays in the graph; what is gone from the provider leaves it', async () => {
    const usersOf = (id: string) => server.graphOf(id).entities.filter(({ _type }) => _type === 'sample_user').length;
    const id = await createInstance({ userCount: '5' });
    await runToTheEnd(id);
    Object.assign(instanceOf(id).config, { userCount: '2', behaviour: 'step-fails' });
    await runToTheEnd(id);
    expect(usersOf(id)).toBe(5);
    Object.assign(instanceOf(id).config, { behaviour: 'succeeds' });
    await runToTheEnd(id);
    expect(usersOf(id)).toBe(2);
  });

  test('a source that the instance switches off is not collected', async () => {
    const id = await createInstance();
    instanceOf(id).ingestionSourcesOverrides = [{ ingestionSourceId: 'groups', enabled: false }];
    const { job } = await runToTheEnd(id);
    expect(job).toMatchObject({ status: 'COMPLETED', hasSkippedSteps: true });
    expect(server.graphOf(id).entities.map(({ _type }) => _type)).not.toContain('sample_group');
  });

  test('a second trigger is refused while the first one runs', async () => {
    const id = await createInstance();
    await invoke(id);
    const { data, errors } = await invoke(id);
    expect(data.invokeIntegrationInstance).toBeNull();
    expect(errors![0].extensions!.code).toBe('ALREADY_EXECUTING_ERROR');
  });

  test('a run that takes too long is ended, and its job is FAILED', async () => {
    const hasty = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], runSeconds: 1 });
    const { job, events } = await runToTheEnd(await createInstance({ behaviour: 'slow' }, hasty), hasty);
    await hasty.close();
    expect(job.status).toBe('FAILED');
    expect(events).toContain('error_runner_lost');
  });
});

describe('the API answers as JupiterOne does', () => {
  test('a secret is masked wherever a configuration is read', async () => {
    const id = await createInstance();
    const one = await ask('query ($id: String!) { integrationInstance(id: $id) { config } }', { id });
    const all = await ask('{ integrationInstances { instances { config } } }');
    expect(JSON.stringify(one)).toContain('***masked***');
    expect(JSON.stringify([one, all])).not.toContain(CANARY);
  });

  test('an update with a merge mode keeps the secret that it does not mention', async () => {
    const id = await createInstance();
    await ask(
      `mutation ($id: String!, $update: UpdateIntegrationInstanceInput!) {
        updateIntegrationInstance(id: $id, update: $update) { id }
      }`,
      { id, update: { config: { userCount: '9' }, updateMode: 'MERGE' } },
    );
    expect(instanceOf(id).config).toEqual({ apiKey: CANARY, userCount: '9' });
  });

  test('a list comes in pages, and the last one has no cursor', async () => {
    for (let n = 0; n < 5; n++) await createInstance();
    type Page = { integrationInstances: { instances: { id: string }[]; pageInfo: { endCursor: string | null } } };
    const page = async (cursor: string | null) =>
      (
        await ask<Page>(
          `query ($cursor: String) {
            integrationInstances(cursor: $cursor) { instances { id } pageInfo { endCursor hasNextPage } }
          }`,
          { cursor },
        )
      ).data.integrationInstances;
    const ids: string[] = [];
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const { instances, pageInfo }: Page['integrationInstances'] = await page(cursor);
      expect(instances.length).toBeLessThanOrEqual(2);
      ids.push(...instances.map((each) => each.id));
      cursor = pageInfo.endCursor;
    }
    expect(ids).toEqual(server.records.instances.map((each) => each.id));
  });

  test('what somebody does is in the audit events, without a secret', async () => {
    const id = await createInstance();
    const { data } = await ask<{ getAuditEventsForAccount: { items: object[] } }>(
      `{ getAuditEventsForAccount(limit: 1) { items { resourceId category data } } }`,
    );
    expect(data.getAuditEventsForAccount.items).toEqual([
      expect.objectContaining({ resourceId: id, category: 'integration_instance.created' }),
    ]);
    expect(JSON.stringify(server.records.auditEvents)).not.toContain(CANARY);
  });

  test.each([
    ['a wrong key', { Authorization: 'Bearer wrong' }],
    ['no key', { Authorization: '' }],
    ['another account', { 'JupiterOne-Account': 'other' }],
  ])('%s is answered with 401', async (_, headers) => {
    expect((await post(server, { ...keyOf(server), ...headers }, DEFINITIONS)).status).toBe(401);
  });

  test('the account header is known by its old name too', async () => {
    const { 'JupiterOne-Account': account, Authorization } = keyOf(server);
    expect((await post(server, { 'LifeOmic-Account': account, Authorization }, DEFINITIONS)).status).toBe(200);
  });

  test('the budget is in the headers, and one root field costs one token', async () => {
    const two = '{ a: integrationDefinitions { definitions { id } } b: integrationDefinitions { definitions { id } } }';
    const { headers } = await post(server, keyOf(server), two);
    expect(Object.fromEntries(headers)).toMatchObject({ 'ratelimit-limit': '1000', 'ratelimit-requested': '2' });
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(1000);
  });

  test('a budget that is used up is answered with 429 and the time until it is not', async () => {
    const poor = await startLocalJupiterOne({ rateLimit: { limit: 1, windowSeconds: 60 } });
    await post(poor, keyOf(poor), DEFINITIONS);
    const { status, headers } = await post(poor, keyOf(poor), DEFINITIONS);
    await poor.close();
    expect(status).toBe(429);
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(50);
  });
});

describe('a fault', () => {
  const request = () => post(server, keyOf(server), DEFINITIONS);

  test('meets the request it is aimed at, and only as often as it says', async () => {
    server.faults.add({ at: 'integrationDefinitions', skip: 1, times: 1, answer: { status: 503 } });
    expect([(await request()).status, (await request()).status, (await request()).status]).toEqual([200, 503, 200]);
  });

  test('may cut the answer, lose it, or take half of it for the whole', async () => {
    server.faults.add({ connection: 'cut' });
    await expect(request().then((answer) => answer.text())).rejects.toThrow();
    server.faults.add({ connection: 'reset' });
    await expect(request()).rejects.toThrow();
    server.faults.add({ half: true });
    await expect(request().then((answer) => answer.json())).rejects.toThrow('JSON');
  });

  test('may let the server act and lose the answer', async () => {
    server.faults.add({ at: 'createIntegrationInstance', act: true, connection: 'reset' });
    const before = server.records.instances.length;
    await expect(createInstance()).rejects.toThrow();
    expect(server.records.instances).toHaveLength(before + 1);
  });

  test('may change a value and add an error beside the data', async () => {
    server.faults.add({
      patch: { set: { 'integrationDefinitions.pageInfo.endCursor': 'again' }, errors: [{ message: 'Partly' }] },
    });
    const { data, errors } = await ask<{ integrationDefinitions: { pageInfo: object } }>(DEFINITIONS);
    expect(data.integrationDefinitions.pageInfo).toMatchObject({ endCursor: 'again' });
    expect(errors).toEqual([{ message: 'Partly' }]);
  });

  test('is ordered from a terminal as well', async () => {
    await fetch(`${server.url}/_local/faults`, {
      method: 'POST',
      headers: keyOf(server),
      body: JSON.stringify({ answer: { status: 200, body: '{"data":null,"errors":[{"message":"429"}]}' } }),
    });
    expect(await (await request()).json()).toEqual({ data: null, errors: [{ message: '429' }] });
  });
});
