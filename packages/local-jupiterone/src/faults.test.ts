import { startLocalJupiterOne, type LocalJupiterOne } from './index';
import { SAMPLE_INTEGRATION } from './testing';
import { ask, createInstance, keyOf, post } from './testing/ask';

let server: LocalJupiterOne;

beforeAll(async () => {
  server = await startLocalJupiterOne({ integrations: [SAMPLE_INTEGRATION], persistSeconds: 0.1, maxPageSize: 2 });
});
afterAll(() => server.close());
afterEach(() => server.faults.clear());

const DEFINITIONS = '{ integrationDefinitions { definitions { id } pageInfo { endCursor hasNextPage } } }';

describe('a fault', () => {
  const request = () => post(server, DEFINITIONS);

  test('a fault applies to its requests, as often as it says', async () => {
    server.faults.add({ at: 'integrationDefinitions', skip: 1, times: 1, answer: { status: 503 } });
    expect([(await request()).status, (await request()).status, (await request()).status]).toEqual([200, 503, 200]);
  });

  test('a fault cuts or loses the answer, or sends half of it', async () => {
    server.faults.add({ connection: 'cut' });
    await expect(request().then((answer) => answer.text())).rejects.toThrow();
    server.faults.add({ connection: 'reset' });
    await expect(request()).rejects.toThrow();
    server.faults.add({ half: true });
    await expect(request().then((answer) => answer.json())).rejects.toThrow('JSON');
  });

  test('a fault loses the answer after the server acted', async () => {
    server.faults.add({ at: 'createIntegrationInstance', act: true, connection: 'reset' });
    const before = server.records.instances.length;
    await expect(createInstance(server)).rejects.toThrow();
    expect(server.records.instances).toHaveLength(before + 1);
  });

  test('a fault changes a value and adds an error to the data', async () => {
    server.faults.add({
      patch: { set: { 'integrationDefinitions.pageInfo.endCursor': 'again' }, errors: [{ message: 'Partly' }] },
    });
    const { data, errors } = await ask<{ integrationDefinitions: { pageInfo: object } }>(server, DEFINITIONS);
    expect(data.integrationDefinitions.pageInfo).toMatchObject({ endCursor: 'again' });
    expect(errors).toEqual([{ message: 'Partly' }]);
  });

  test('a fault can answer with JSON', async () => {
    server.faults.add({ answer: { status: 418, body: { error: { code: 'TEAPOT' } } } });
    const answer = await request();
    expect([answer.status, await answer.json()]).toEqual([418, { error: { code: 'TEAPOT' } }]);
  });

  test('a request to /_local/faults adds a fault', async () => {
    await fetch(`${server.url}/_local/faults`, {
      method: 'POST',
      headers: keyOf(server),
      body: JSON.stringify({ answer: { status: 200, body: '{"data":null,"errors":[{"message":"429"}]}' } }),
    });
    expect(await (await request()).json()).toEqual({ data: null, errors: [{ message: '429' }] });
  });
});
