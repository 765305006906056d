import { clientPerExecution, trimmed } from './execution-config';

interface Config {
  apiKey: string;
  on?: boolean;
}

const load = clientPerExecution((config: Config) => {
  if (!config.apiKey) throw new Error('no key');
  return { key: () => config.apiKey };
});

test('gives one client, made of a config whose masked texts are trimmed too', () => {
  const { client } = load({ config: { apiKey: ' key\n', on: true } });
  expect(client.key()).toBe('key');
  expect(trimmed({ apiKey: ' key\n', on: true })).toEqual({ apiKey: 'key', on: true });
});

test('never throws: with a config that makes no client, the first use of it does', () => {
  const { client } = load({ config: {} });
  expect(() => client.key()).toThrow('no key');
});

test('makes a client for each execution, and shares none between two', () => {
  expect(load({ config: { apiKey: 'a' } }).client).not.toBe(load({ config: { apiKey: 'a' } }).client);
});
