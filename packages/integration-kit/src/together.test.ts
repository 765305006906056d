import { HttpError } from '@j1-integrations/provider-http';
import { together } from './together';

const warn = jest.fn();
const context = { logger: { warn } } as never;
beforeEach(() => warn.mockReset());

const later = async (done: string[], name: string) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  done.push(name);
};

test('one that fails does not take the others with it', async () => {
  const done: string[] = [];
  const failing = Promise.reject(new Error('first'));
  await expect(together(context, failing, later(done, 'second'), later(done, 'third'))).rejects.toThrow('first');
  expect(done).toEqual(['second', 'third']);
  expect(warn).not.toHaveBeenCalled();
});

test('the error that ends the run counts most, and the others are in the log', async () => {
  const fatal = new HttpError({ kind: 'status', status: 401, method: 'GET', endpoint: '/', what: 'answered 401' });
  const reads = [Promise.reject(new Error('one')), Promise.reject(fatal), Promise.reject(new Error('three'))];
  await expect(together(context, ...reads)).rejects.toBe(fatal);
  expect(warn.mock.calls.flat()).toEqual([
    'Beside the error of this step: one',
    'Beside the error of this step: three',
  ]);
});

test('nothing is thrown where nothing fails', async () => {
  await expect(together(context, later([], 'one'))).resolves.toBeUndefined();
});
