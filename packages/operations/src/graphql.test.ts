import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createOperations } from './client';
import { NotFoundError, UnexpectedAnswerError } from './errors';
import { failure, QUICK, useClient } from './testing/client';
import { addInstance, startServer } from './testing/server';

const client = useClient();

describe('a query', () => {
  const ask = () => client.jupiterone.definitions.find('sample');

  test.each([500, 502, 503, 504])('the client repeats it after %i', async (status) => {
    client.server.faults.add({ times: 2, answer: { status } });
    expect(await ask()).toMatchObject({ id: 'sample-definition' });
  });

  test.each([
    ['429 without headers', { answer: { status: 429 } }],
    ['429 inside a 200', { answer: { status: 200, body: '{"errors":[{"message":"429 Too Many Requests"}]}' } }],
    [
      '429 inside a 200, as the number of an error',
      { answer: { status: 200, body: '{"data":null,"errors":[{"message":"Slow down","extensions":{"code":429}}]}' } },
    ],
    [
      'a rate limit inside a 200, by the name of its code',
      { answer: { status: 200, body: '{"errors":[{"message":"Slow","extensions":{"code":"TOO_MANY_REQUESTS"}}]}' } },
    ],
    ['a lost connection', { connection: 'reset' as const }],
    ['a cut answer', { connection: 'cut' as const }],
    ['half an answer', { half: true }],
    ['a page in HTML', { answer: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html></html>' } }],
    ['silence', { hang: true }],
  ])('the client repeats it after %s', async (_, fault) => {
    client.server.faults.add(fault);
    expect(await ask()).toMatchObject({ id: 'sample-definition' });
  });

  test('the client repeats it after a 429, when the time in the headers is over', async () => {
    const fresh = createOperations(client.server, QUICK);
    const headers = { 'RateLimit-Limit': '1000', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1' };
    client.server.faults.add({ answer: { status: 429, headers } });
    const asked = Date.now();
    await fresh.definitions.find('sample');
    fresh.close();
    expect(Date.now() - asked).toBeGreaterThanOrEqual(900);
  });

  test('the client waits for one token when the rate limit is used up, not until it is full again', async () => {
    const server = await startServer({ rateLimit: { limit: 20, windowSeconds: 10 } });
    const waits: number[] = [];
    const slow = createOperations(server, { ...QUICK, onWait: ({ seconds }) => waits.push(seconds) });
    for (let i = 0; i < 20; i++) await slow.definitions.find('sample');
    slow.close();
    await server.close();
    expect(waits.length).toBeGreaterThan(0);
    // A tenth is left to others. A token takes half a second.
    expect(Math.max(...waits)).toBeLessThanOrEqual(1);
  });

  test('the client does not repeat it after a refusal', async () => {
    client.server.faults.add({ answer: { status: 403, body: '{"message":"no"}' } });
    await expect(ask()).rejects.toMatchObject({ name: 'HttpError', status: 403 });
    expect(await ask()).toMatchObject({ id: 'sample-definition' });
  });
});

describe('errors', () => {
  test.each([
    ['instance', () => client.jupiterone.instances.get('nobody')],
    ['instance', () => client.jupiterone.instances.schedule('nobody', { hour: 1 })],
    ['job', () => client.jupiterone.jobs.get('nobody', 'nothing')],
    ['job', () => client.jupiterone.jobs.wait('nobody', 'nothing')],
    ['definition', () => client.jupiterone.definitions.get('nothing')],
    ['definition', () => client.jupiterone.definitions.find('nothing')],
  ])('the error names an unknown %s', async (noun, ask) => {
    const error = await failure(ask());
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as Error).message).toMatch(new RegExp(`no ${noun}.*no(body|thing)`));
  });

  test('an error next to data holds the data', async () => {
    const id = addInstance(client.server);
    const errors = [
      { message: 'No configuration today', path: ['integrationInstance', 'config'], extensions: { code: 'DOWN' } },
    ];
    client.server.faults.add({ patch: { set: { 'integrationInstance.config': null }, errors } });
    const error = await failure(client.jupiterone.instances.get(id));
    expect(error).toMatchObject({
      errors: [{ message: 'No configuration today', path: 'integrationInstance.config', code: 'DOWN' }],
      data: { integrationInstance: { id, name: 'Sample' } },
    });
  });

  test('the error names the field that an answer lacks', async () => {
    const id = addInstance(client.server);
    client.server.faults.add({ answer: { status: 200, body: '{"data":{"integrationInstance":{"id":"x"}}}' } });
    const error = await failure(client.jupiterone.instances.get(id));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect((error as Error).message).toContain('integrationInstance.name');
  });

  test('a refused connection gives a network error', async () => {
    const deaf = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const { port } = deaf.address() as AddressInfo;
    await new Promise((resolve) => deaf.close(resolve));
    const unreachable = createOperations({ ...client.server, url: `http://127.0.0.1:${port}` }, QUICK);
    await expect(unreachable.definitions.find('sample')).rejects.toMatchObject({
      kind: 'network',
      code: 'ECONNREFUSED',
    });
  });

  test.each([
    ['a wrong key', { apiKey: 'canary-key-wrong' }],
    ['another account', { account: 'another' }],
  ])('the error about %s shows no key', async (_, settings) => {
    const refused = createOperations({ ...client.server, ...settings }, QUICK);
    const error = await failure(refused.definitions.find('sample'));
    refused.close();
    expect(error).toMatchObject({ status: 401 });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});
