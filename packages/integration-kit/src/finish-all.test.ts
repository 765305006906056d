import { HttpError } from '@j1-integrations/provider-http';
import { IncompleteDataError } from './errors';
import { finishAll } from './finish-all';

const warnings: string[] = [];
const logger = {
  warn: () => undefined,
  publishWarnEvent: ({ name, description }: { name: string; description: string }) =>
    void warnings.push(`${name}: ${description}`),
};
const context = { logger } as never;
beforeEach(() => warnings.splice(0));

const later = async (done: string[], name: string) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  done.push(name);
};

test('the other reads end even if one fails', async () => {
  const done: string[] = [];
  const failing = Promise.reject(new Error('first'));
  await expect(finishAll(context, failing, later(done, 'second'), later(done, 'third'))).rejects.toThrow('first');
  expect(done).toEqual(['second', 'third']);
  expect(warnings).toEqual([]);
});

test('the error that ends the run is thrown, and the others become warnings', async () => {
  const refusal = (status: number) =>
    new HttpError({ kind: 'status', status, isOwn: true, method: 'GET', endpoint: '/', what: `answered ${status}` });
  const fatal = refusal(401);
  const others = [new IncompleteDataError('half a list'), refusal(403), new Error('the canary sings')];
  const reads = [others[0], fatal, ...others.slice(1)].map((error) => Promise.reject(error));
  await expect(finishAll(context, ...reads)).rejects.toBe(fatal);
  expect(warnings).toEqual([
    'warn_missing_entity: half a list',
    expect.stringMatching(/^warn_missing_permission: The provider refused GET \//),
    expect.stringMatching(/^warn_missing_entity: Unexpected error/),
  ]);
});

test('nothing is thrown if all reads succeed', async () => {
  await expect(finishAll(context, later([], 'one'))).resolves.toBeUndefined();
});
