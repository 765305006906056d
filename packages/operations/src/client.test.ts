import { type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { systemClock } from '@j1-integrations/provider-http';
import {
  AlreadyExecutingError,
  createOperations,
  GraphQLAnswerError,
  HttpError,
  InvocationUnknownError,
  MaskedValueError,
  NotFoundError,
  ScheduleError,
  ScheduleNotStoredError,
  UnexpectedAnswerError,
  WaitTimeoutError,
  type Operations,
} from './index';
import { addInstance, addJob, CANARY, startServer } from './testing/server';

let server: LocalJupiterOne;
let jupiterone: Operations;

/** Waits take a tenth of their time. */
const QUICK = {
  policy: { backoffBaseSeconds: 0.1, headersSeconds: 0.5, pauseBaseSeconds: 0.1 },
  clock: { now: () => Date.now(), sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 10, signal) },
};

beforeAll(async () => {
  server = await startServer();
  jupiterone = createOperations(server, QUICK);
});
afterAll(async () => {
  jupiterone.close();
  await server.close();
});
afterEach(() => server.faults.clear());

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const got: Item[] = [];
  for await (const item of items) got.push(item);
  return got;
}
const stored = (id: string) => server.records.instances.find((each) => each.id === id)!;
const jobsOf = (id: string) => server.records.jobs.filter((job) => job.integrationInstanceId === id);
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('lists', () => {
  test('give every item of every page, in order and once', async () => {
    const id = addInstance(server);
    const jobs = Array.from({ length: 8 }, () => addJob(server, id).id);
    const listed = await all(jupiterone.jobs.list({ instanceId: id }));
    expect(listed.map((job) => job.id)).toEqual(jobs.reverse());
  });

  test('stop at the limit', async () => {
    expect(await all(jupiterone.jobs.list({ limit: 5 }))).toHaveLength(5);
    expect(await all(jupiterone.jobs.list({ limit: 0 }))).toHaveLength(0);
  });

  test('end with an error when a cursor repeats, instead of never', async () => {
    const id = addInstance(server);
    const [oldest] = Array.from({ length: 8 }, () => addJob(server, id));
    const again = Buffer.from(oldest.id).toString('base64url');
    const set = { 'integrationJobs.pageInfo': { endCursor: again, hasNextPage: true } };
    server.faults.add({ times: Infinity, patch: { set } });
    await expect(all(jupiterone.jobs.list({ instanceId: id }))).rejects.toThrow(/same page twice/);
  });

  test('go on behind errors that come beside data, and throw them at the end', async () => {
    const id = addInstance(server);
    for (let n = 0; n < 5; n++) addJob(server, id);
    server.faults.add({
      at: 'integrationJobs',
      patch: { errors: [{ message: 'One shard is away', path: ['integrationJobs'] }] },
    });
    const got: string[] = [];
    const listing = (async () => {
      for await (const job of jupiterone.jobs.list({ instanceId: id })) got.push(job.id);
    })();
    await expect(listing).rejects.toThrow(
      new GraphQLAnswerError([{ message: 'One shard is away', path: 'integrationJobs' }]),
    );
    expect(got).toHaveLength(5);
  });

  test('of audit events, definitions and instances are complete too', async () => {
    await jupiterone.instances.update(addInstance(server), { name: 'Renamed' });
    expect(await all(jupiterone.auditEvents.list())).toHaveLength(server.records.auditEvents.length);
    expect((await all(jupiterone.definitions.list())).map(({ type }) => type)).toEqual(['sample']);
    const names = (await all(jupiterone.instances.list({ name: 'Renamed' }))).map(({ name }) => name);
    expect(names).toEqual(['Renamed']);
  });
});

describe('a status or a value that is not known', () => {
  test('is kept, and is over only when it has an end date', async () => {
    const id = addInstance(server);
    const job = addJob(server, id);
    server.faults.add({
      at: 'integrationJob',
      patch: { set: { 'integrationJob.status': 'ENRICHING', 'integrationJob.endDate': null } },
    });
    server.faults.add({
      at: 'integrationJob',
      patch: { set: { 'integrationJob.status': 'ARCHIVED', 'integrationJob.endDate': '17' } },
    });
    const statuses: string[] = [];
    const over = await jupiterone.jobs.wait(id, job.id, {
      onProgress: (progress) => 'job' in progress && statuses.push(progress.job.status),
    });
    expect(statuses).toEqual(['ENRICHING', 'ARCHIVED']);
    expect(over).toMatchObject({ status: 'ARCHIVED', endDate: 17 });
  });

  test('of an interval is kept as well', async () => {
    const id = addInstance(server);
    server.faults.add({ patch: { set: { 'integrationInstance.pollingInterval': 'TWO_DAYS' } } });
    expect(await jupiterone.instances.get(id)).toMatchObject({ pollingInterval: 'TWO_DAYS' });
  });
});

describe('a schedule', () => {
  test('is stored, and given as it was read back', async () => {
    const id = addInstance(server, { pollingInterval: 'FOUR_HOURS' });
    expect(await jupiterone.instances.schedule(id, { pollingInterval: 'ONE_WEEK', hour: 0, dayOfWeek: 0 })).toEqual({
      pollingInterval: 'ONE_WEEK',
      pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 },
    });
    expect(stored(id)).toMatchObject({
      pollingInterval: 'ONE_WEEK',
      pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 },
    });
  });

  test('leaves the configuration and its secrets alone', async () => {
    const id = addInstance(server, { config: { userCount: '4' } });
    await jupiterone.instances.schedule(id, { pollingInterval: 'ONE_DAY', hour: 5 });
    expect(stored(id).config).toEqual({ apiKey: CANARY, userCount: '4' });
  });

  test('is refused before a request where the rule needs no request', async () => {
    server.faults.add({ times: Infinity, answer: { status: 500 } });
    await expect(jupiterone.instances.schedule('any', { hour: 24 })).rejects.toThrow(ScheduleError);
    await expect(jupiterone.instances.schedule('any', { pollingInterval: 'ONE_DAY', dayOfWeek: 1 })).rejects.toThrow(
      ScheduleError,
    );
  });

  test('is judged by the present interval where the change names none, and nothing is changed', async () => {
    const id = addInstance(server, { pollingInterval: 'ONE_HOUR' });
    await expect(jupiterone.instances.schedule(id, { hour: 3 })).rejects.toThrow(/ONE_HOUR; got 3/);
    expect(stored(id).pollingIntervalCronExpression).toBeUndefined();
  });

  test('clears an hour that the new interval cannot have', async () => {
    const id = addInstance(server, { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 7 } });
    await jupiterone.instances.schedule(id, { pollingInterval: 'FOUR_HOURS' });
    expect(stored(id).pollingIntervalCronExpression).toBeNull();
  });

  test('that is stored otherwise is an error with both', async () => {
    const id = addInstance(server, { pollingInterval: 'ONE_DAY' });
    const set = { 'integrationInstance.pollingIntervalCronExpression': { hour: 9, dayOfWeek: null } };
    server.faults.add({ at: 'integrationInstance', skip: 1, patch: { set } });
    const error = await failure(jupiterone.instances.schedule(id, { hour: 8 }));
    expect(error).toBeInstanceOf(ScheduleNotStoredError);
    expect(error).toMatchObject({
      sent: { pollingIntervalCronExpression: { hour: 8 } },
      stored: { pollingIntervalCronExpression: { hour: 9 } },
    });
  });
});

describe('a configuration', () => {
  test('is created and merged, and comes back masked', async () => {
    const created = await jupiterone.instances.create({
      name: 'New',
      integrationDefinitionId: 'sample-definition',
      config: { apiKey: CANARY },
      pollingInterval: 'ONE_DAY',
      hour: 2,
    });
    const updated = await jupiterone.instances.update(created.id, { config: { userCount: '2' } });
    expect(stored(created.id).config).toEqual({ apiKey: CANARY, userCount: '2' });
    expect(updated.config).toEqual({ apiKey: '***masked***', userCount: '2' });
  });

  test.each(['***masked***', '***', '*****', '••••••'])('with the mask %s is never written', async (mask) => {
    const id = addInstance(server);
    const error = await failure(jupiterone.instances.update(id, { config: { nested: { apiKey: mask } } }));
    expect(error).toBeInstanceOf(MaskedValueError);
    expect((error as Error).message).toContain('config.nested.apiKey');
    expect(stored(id).config).toEqual({ apiKey: CANARY });
  });

  test('that the server quotes in an error is not in ours', async () => {
    const id = addInstance(server);
    const quoted = [{ message: `Variable "$update" got invalid value "other-${CANARY}"` }];
    server.faults.add({ answer: { status: 200, body: JSON.stringify({ data: null, errors: quoted }) } });
    const error = await failure(jupiterone.instances.update(id, { config: { apiKey: `other-${CANARY}` } }));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });
});

describe('a trigger', () => {
  test('gives the job, and waiting for it gives its end and every event once', async () => {
    const id = addInstance(server);
    const { jobId, found } = await jupiterone.jobs.invoke(id);
    const events: string[] = [];
    const statuses: string[] = [];
    const job = await jupiterone.jobs.wait(id, jobId, {
      onProgress: (progress) =>
        'event' in progress ? events.push(progress.event.id) : statuses.push(progress.job.status),
    });
    expect(found).toBe(false);
    expect(job).toMatchObject({ status: 'COMPLETED', errorsOccurred: false });
    expect(statuses.at(-1)).toBe('COMPLETED');
    expect(events.sort()).toEqual((await all(jupiterone.jobs.events(id, jobId))).map((event) => event.id).sort());
  });

  test('on a running instance is refused with the running job', async () => {
    const id = addInstance(server);
    const job = addJob(server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const error = await failure(jupiterone.jobs.invoke(id));
    expect(error).toBeInstanceOf(AlreadyExecutingError);
    expect((error as AlreadyExecutingError).job).toMatchObject({ id: job.id, status: 'IN_PROGRESS' });
  });

  test.each([
    ['the connection breaks', { connection: 'reset' as const }],
    ['the answer is cut', { connection: 'cut' as const }],
    ['half of the answer comes', { half: true }],
    ['a gateway answers 502', { answer: { status: 502, body: '<html>Bad gateway</html>' } }],
    ['nobody answers', { hang: true }],
  ])('whose answer is lost because %s finds its job and is not fired twice', async (_, fault) => {
    const id = addInstance(server);
    addJob(server, id, { createDate: Date.now() - 60_000 });
    server.faults.add({ at: 'invokeIntegrationInstance', act: true, ...fault });
    expect(await jupiterone.jobs.invoke(id)).toEqual({ jobId: jobsOf(id)[1].id, found: true });
    expect(jobsOf(id)).toHaveLength(2);
  });

  test('of which nothing is known is an error that says so, and is not fired twice', async () => {
    const id = addInstance(server);
    const impatient = createOperations(server, { ...QUICK, clock: { now: Date.now, sleep: () => Promise.resolve() } });
    server.faults.add({ at: 'invokeIntegrationInstance', connection: 'reset' });
    await expect(impatient.jobs.invoke(id)).rejects.toThrow(InvocationUnknownError);
    impatient.close();
    expect(jobsOf(id)).toHaveLength(0);
  });

  test('that was rate limited is fired once it may', async () => {
    const id = addInstance(server);
    server.faults.add({ at: 'invokeIntegrationInstance', answer: { status: 429, headers: { 'Retry-After': '0' } } });
    server.faults.add({
      at: 'invokeIntegrationInstance',
      answer: {
        status: 200,
        body: '{"data":{"invokeIntegrationInstance":null},"errors":[{"message":"Request failed: 429"}]}',
      },
    });
    await jupiterone.jobs.invoke(id);
    expect(jobsOf(id)).toHaveLength(1);
  });

  test('that takes too long is still the same job', async () => {
    const id = addInstance(server);
    const job = addJob(server, id, { status: 'IN_PROGRESS', endDate: undefined });
    const error = await failure(jupiterone.jobs.wait(id, job.id, { timeoutSeconds: 0.5 }));
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect((error as WaitTimeoutError).job.id).toBe(job.id);
  });
});

describe('a query is asked again', () => {
  const ask = () => jupiterone.definitions.find('sample');

  test.each([500, 502, 503, 504])('after %i', async (status) => {
    server.faults.add({ times: 2, answer: { status } });
    expect(await ask()).toMatchObject({ id: 'sample-definition' });
  });

  test.each([
    ['429 without headers', { answer: { status: 429 } }],
    ['429 inside a 200', { answer: { status: 200, body: '{"errors":[{"message":"429 Too Many Requests"}]}' } }],
    ['a lost connection', { connection: 'reset' as const }],
    ['a cut answer', { connection: 'cut' as const }],
    ['half an answer', { half: true }],
    ['a page in HTML', { answer: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html></html>' } }],
    ['silence', { hang: true }],
  ])('after %s', async (_, fault) => {
    server.faults.add(fault);
    expect(await ask()).toMatchObject({ id: 'sample-definition' });
  });

  test('after 429 once the time is over that the headers name', async () => {
    const fresh = createOperations(server, QUICK);
    const headers = { 'RateLimit-Limit': '1000', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1' };
    server.faults.add({ answer: { status: 429, headers } });
    const asked = Date.now();
    await fresh.definitions.find('sample');
    fresh.close();
    expect(Date.now() - asked).toBeGreaterThanOrEqual(900);
  });

  test('but not where it is refused', async () => {
    server.faults.add({ answer: { status: 403, body: '{"message":"no"}' } });
    await expect(ask()).rejects.toMatchObject({ name: 'HttpError', status: 403 });
    expect(await ask()).toMatchObject({ id: 'sample-definition' });
  });
});

test.each(['updateIntegrationInstance', 'deleteIntegrationInstance'])(
  '%s is not sent twice after a 502',
  async (at) => {
    const id = addInstance(server, { name: 'Once' });
    server.faults.add({ at, answer: { status: 502 } });
    const change = at.startsWith('update')
      ? jupiterone.instances.update(id, { name: 'Twice' })
      : jupiterone.instances.delete(id);
    await expect(change).rejects.toThrow(HttpError);
    expect(stored(id).name).toBe('Once');
  },
);

describe('errors', () => {
  test.each([
    ['instance', () => jupiterone.instances.get('nobody')],
    ['instance', () => jupiterone.instances.schedule('nobody', { hour: 1 })],
    ['job', () => jupiterone.jobs.get('nobody', 'nothing')],
    ['job', () => jupiterone.jobs.wait('nobody', 'nothing')],
    ['definition', () => jupiterone.definitions.get('nothing')],
    ['definition', () => jupiterone.definitions.find('nothing')],
  ])('an unknown %s is named', async (noun, ask) => {
    const error = await failure(ask());
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as Error).message).toMatch(new RegExp(`no ${noun}.*no(body|thing)`));
  });

  test('beside data keep the data', async () => {
    const id = addInstance(server);
    const errors = [
      { message: 'No configuration today', path: ['integrationInstance', 'config'], extensions: { code: 'DOWN' } },
    ];
    server.faults.add({ patch: { set: { 'integrationInstance.config': null }, errors } });
    const error = await failure(jupiterone.instances.get(id));
    expect(error).toMatchObject({
      errors: [{ message: 'No configuration today', path: 'integrationInstance.config', code: 'DOWN' }],
      data: { integrationInstance: { id, name: 'Sample' } },
    });
  });

  test('name what is missing in an answer that is not as promised', async () => {
    const id = addInstance(server);
    server.faults.add({ answer: { status: 200, body: '{"data":{"integrationInstance":{"id":"x"}}}' } });
    const error = await failure(jupiterone.instances.get(id));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect((error as Error).message).toContain('integrationInstance.name');
  });

  test('say that nobody listens', async () => {
    const deaf = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const { port } = deaf.address() as AddressInfo;
    await new Promise((resolve) => deaf.close(resolve));
    const nobody = createOperations({ ...server, url: `http://127.0.0.1:${port}` }, QUICK);
    await expect(nobody.definitions.find('sample')).rejects.toMatchObject({ kind: 'network', code: 'ECONNREFUSED' });
  });

  test.each([
    ['a wrong key', { apiKey: 'canary-key-wrong' }],
    ['another account', { account: 'another' }],
  ])('of %s hold no key', async (_, settings) => {
    const stranger = createOperations({ ...server, ...settings }, QUICK);
    const error = await failure(stranger.definitions.find('sample'));
    stranger.close();
    expect(error).toMatchObject({ status: 401 });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});
