import { OutcomeUnknownError, ScheduleNotStoredError } from './errors';
import { ScheduleError } from './schedule';
import { failure, useClient } from './testing/client';
import { addInstance, CANARY } from './testing/server';

const client = useClient();

describe('a schedule', () => {
  test('a schedule is stored and read back', async () => {
    const id = addInstance(client.server, { pollingInterval: 'FOUR_HOURS' });
    expect(
      await client.jupiterone.instances.schedule(id, { pollingInterval: 'ONE_WEEK', hour: 0, dayOfWeek: 0 }),
    ).toEqual({
      pollingInterval: 'ONE_WEEK',
      pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 },
    });
    expect(client.stored(id)).toMatchObject({
      pollingInterval: 'ONE_WEEK',
      pollingIntervalCronExpression: { hour: 0, dayOfWeek: 0 },
    });
  });

  test('a new schedule does not change the configuration and its secrets', async () => {
    const id = addInstance(client.server, { config: { userCount: '4' } });
    await client.jupiterone.instances.schedule(id, { pollingInterval: 'ONE_DAY', hour: 5 });
    expect(client.stored(id).config).toEqual({ apiKey: CANARY, userCount: '4' });
  });

  test('a change that is always wrong is refused before a request', async () => {
    client.server.faults.add({ times: Infinity, answer: { status: 500 } });
    await expect(client.jupiterone.instances.schedule('any', { hour: 24 })).rejects.toThrow(ScheduleError);
    await expect(
      client.jupiterone.instances.schedule('any', { pollingInterval: 'ONE_DAY', dayOfWeek: 1 }),
    ).rejects.toThrow(ScheduleError);
  });

  test('a change without an interval is checked against the present one and changes nothing when refused', async () => {
    const id = addInstance(client.server, { pollingInterval: 'ONE_HOUR' });
    await expect(client.jupiterone.instances.schedule(id, { hour: 3 })).rejects.toThrow(/ONE_HOUR; got 3/);
    expect(client.stored(id).pollingIntervalCronExpression).toBeUndefined();
  });

  test('a new interval clears an hour that it does not allow', async () => {
    const id = addInstance(client.server, { pollingInterval: 'ONE_DAY', pollingIntervalCronExpression: { hour: 7 } });
    await client.jupiterone.instances.schedule(id, { pollingInterval: 'FOUR_HOURS' });
    expect(client.stored(id).pollingIntervalCronExpression).toBeNull();
  });

  test('after a lost answer the schedule is read back: it was stored, or the outcome is unknown', async () => {
    const id = addInstance(client.server);
    const weekly = { pollingInterval: 'ONE_WEEK', hour: 4 } as const;
    client.server.faults.add({ at: 'updateIntegrationInstance', act: true, connection: 'reset' });
    expect(await client.jupiterone.instances.schedule(id, weekly)).toMatchObject({ pollingInterval: 'ONE_WEEK' });
    client.server.faults.add({ at: 'updateIntegrationInstance', connection: 'reset' });
    await expect(client.jupiterone.instances.schedule(id, { hour: 5 })).rejects.toThrow(OutcomeUnknownError);
    expect(client.server.records.auditEvents.filter(({ resourceId }) => resourceId === id)).toHaveLength(1);
  });

  test('the error shows both schedules when JupiterOne stores another one', async () => {
    const id = addInstance(client.server, { pollingInterval: 'ONE_DAY' });
    const set = { 'integrationInstance.pollingIntervalCronExpression': { hour: 9, dayOfWeek: null } };
    client.server.faults.add({ at: 'integrationInstance', skip: 1, patch: { set } });
    const error = await failure(client.jupiterone.instances.schedule(id, { hour: 8 }));
    expect(error).toBeInstanceOf(ScheduleNotStoredError);
    expect(error).toMatchObject({
      sent: { pollingIntervalCronExpression: { hour: 8 } },
      stored: { pollingIntervalCronExpression: { hour: 9 } },
    });
  });
});
