import { startLocalJupiterOne, type LocalJupiterOne } from './index';
import { SAMPLE_INTEGRATION } from './testing';
import { createInstance, invoke, runToTheEnd } from './testing/ask';

let server: LocalJupiterOne;

beforeAll(async () => {
  server = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], persistSeconds: 0.1, maxPageSize: 2 });
});
afterAll(() => server.close());

const instanceOf = (id: string) => server.records.instances.find((each) => each.id === id)!;

const BEHAVIOURS = [
  ['succeeds', 'COMPLETED', 'step_end', 3 + 2],
  ['warns', 'COMPLETED_WITH_WARNINGS', 'warn_missing_permission', 3 + 2],
  ['unpermitted', 'COMPLETED_WITH_WARNINGS', 'step_skip', 3 + 1],
  ['step-fails', 'COMPLETED_WITH_ERRORS', 'step_failure', 3 + 2],
  ['all-fail', 'FAILED', 'step_failure', 0],
  ['invalid', 'FAILED', 'validation_failure', 0],
  ['fatal', 'FAILED', 'step_failure', 0],
  ['crash', 'FAILED', 'error_runner_lost', 0],
] as const;

describe('a trigger runs the integration', () => {
  type Ran = Awaited<ReturnType<typeof runToTheEnd>> & { id: string };
  let ran: Record<string, Ran>;

  beforeAll(async () => {
    const runs = BEHAVIOURS.map(async ([behaviour]): Promise<[string, Ran]> => {
      const id = await createInstance(server, { behaviour });
      return [behaviour, { id, ...(await runToTheEnd(server, id)) }];
    });
    ran = Object.fromEntries(await Promise.all(runs));
  });

  test.each(BEHAVIOURS)('with the behaviour "%s", the job ends %s', (behaviour, status, event, persisted) => {
    const { id, job, events } = ran[behaviour];
    const errorsOccurred = status === 'FAILED' || status === 'COMPLETED_WITH_ERRORS';
    expect(job).toMatchObject({ status, errorsOccurred });
    expect(job.endDate).toBeGreaterThanOrEqual(job.createDate);
    expect(events).toContain(event);
    expect(server.graphOf(id).entities).toHaveLength(persisted);
  });

  test('the job is PERSISTING_DATA before its end', () => {
    expect(ran.succeeds.seen).toEqual(['IN_PROGRESS', 'PERSISTING_DATA']);
  });

  test('a failed step deletes nothing, and a complete run deletes users that the provider deleted', async () => {
    const usersOf = (id: string) => server.graphOf(id).entities.filter(({ _type }) => _type === 'sample_user').length;
    const id = await createInstance(server, { userCount: '5' });
    await runToTheEnd(server, id);
    Object.assign(instanceOf(id).config, { userCount: '2', behaviour: 'step-fails' });
    await runToTheEnd(server, id);
    expect(usersOf(id)).toBe(5);
    Object.assign(instanceOf(id).config, { behaviour: 'succeeds' });
    await runToTheEnd(server, id);
    expect(usersOf(id)).toBe(2);
  });

  test('a source that is off is not collected', async () => {
    const id = await createInstance(server);
    instanceOf(id).ingestionSourcesOverrides = [{ ingestionSourceId: 'groups', enabled: false }];
    const { job } = await runToTheEnd(server, id);
    expect(job).toMatchObject({ status: 'COMPLETED', hasSkippedSteps: true });
    expect(server.graphOf(id).entities.map(({ _type }) => _type)).not.toContain('sample_group');
  });

  test('a second trigger is refused during a run', async () => {
    const id = await createInstance(server);
    await invoke(server, id);
    const { data, errors } = await invoke(server, id);
    expect(data.invokeIntegrationInstance).toBeNull();
    expect(errors![0].extensions!.code).toBe('ALREADY_EXECUTING_ERROR');
  });

  test('an integration that runs elsewhere is not started', async () => {
    const [sample] = server.records.definitions;
    server.records.definitions.push({ ...sample, id: 'elsewhere-definition', type: 'elsewhere' });
    const id = await createInstance(server);
    instanceOf(id).integrationDefinitionId = 'elsewhere-definition';
    expect((await invoke(server, id)).data.invokeIntegrationInstance).toEqual({
      success: false,
      integrationJobId: null,
    });
  });

  test('a run that takes too long is killed, and its job is FAILED', async () => {
    const hasty = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], runSeconds: 1 });
    const { job, events } = await runToTheEnd(hasty, await createInstance(hasty, { behaviour: 'slow' }));
    await hasty.close();
    expect(job.status).toBe('FAILED');
    expect(events).toContain('error_runner_lost');
  });
});
