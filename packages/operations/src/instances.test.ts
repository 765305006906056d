import { inspect } from 'node:util';
import { MaskedValueError, NotFoundError, OutcomeUnknownError } from './errors';
import { failure, useClient } from './testing/client';
import { addInstance, CANARY } from './testing/server';

const client = useClient();

describe('a configuration', () => {
  test('a configuration is created, merged and returned with masks', async () => {
    const created = await client.jupiterone.instances.create({
      name: 'New',
      integrationDefinitionId: 'sample-definition',
      config: { apiKey: CANARY },
      pollingInterval: 'ONE_DAY',
      hour: 2,
    });
    const updated = await client.jupiterone.instances.update(created.id, { config: { userCount: '2' } });
    expect(client.stored(created.id).config).toEqual({ apiKey: CANARY, userCount: '2' });
    expect(updated.config).toEqual({ apiKey: '***masked***', userCount: '2' });
  });

  test.each(['***masked***', '***', '*****', '••••••'])(
    'a configuration with the mask %s is never sent',
    async (mask) => {
      const id = addInstance(client.server);
      const error = await failure(client.jupiterone.instances.update(id, { config: { nested: { apiKey: mask } } }));
      expect(error).toBeInstanceOf(MaskedValueError);
      expect((error as Error).message).toContain('config.nested.apiKey');
      expect(client.stored(id).config).toEqual({ apiKey: CANARY });
    },
  );

  test('an error of the server that quotes a configuration is redacted', async () => {
    const id = addInstance(client.server);
    const quoted = [{ message: `Variable "$update" got invalid value "other-${CANARY}"` }];
    client.server.faults.add({ answer: { status: 200, body: JSON.stringify({ data: null, errors: quoted }) } });
    const error = await failure(client.jupiterone.instances.update(id, { config: { apiKey: `other-${CANARY}` } }));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });
});

test.each(['updateIntegrationInstance', 'deleteIntegrationInstance'])(
  '%s is not sent twice after a 502',
  async (at) => {
    const id = addInstance(client.server, { name: 'Once' });
    client.server.faults.add({ at, answer: { status: 502 } });
    const change = at.startsWith('update')
      ? client.jupiterone.instances.update(id, { name: 'Twice' })
      : client.jupiterone.instances.delete(id);
    await expect(change).rejects.toThrow(OutcomeUnknownError);
    await expect(change).rejects.toThrow(/may have made the change.*502.*not sent again/);
    expect(client.stored(id).name).toBe('Once');
  },
);

test('a creation without an answer is not repeated', async () => {
  client.server.faults.add({ at: 'createIntegrationInstance', act: true, connection: 'reset' });
  const created = client.jupiterone.instances.create({
    name: 'Unanswered',
    integrationDefinitionId: 'sample-definition',
  });
  await expect(created).rejects.toThrow(OutcomeUnknownError);
  expect(client.server.records.instances.filter(({ name }) => name === 'Unanswered')).toHaveLength(1);
});

test('an update without an answer says that the instance does not exist', async () => {
  const id = addInstance(client.server);
  client.server.faults.add({ patch: { set: { updateIntegrationInstance: null } } });
  await expect(client.jupiterone.instances.update(id, { name: 'x' })).rejects.toThrow(NotFoundError);
});
