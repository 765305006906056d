import { IntegrationConfigLoadError } from '@jupiterone/integration-sdk-core';
import { createShare } from '@j1-integrations/provider-http';
import { clientPerExecution, trimmed } from './execution-config';
import type { StepClient } from './steps';

interface Config {
  apiKey: string;
  on?: boolean;
}

interface Client extends StepClient {
  key: () => string;
}

const load = clientPerExecution((config: Config): Client => {
  if (!config.apiKey) throw new Error('no key');
  return {
    key: () => config.apiKey,
    countedIn() {
      return this;
    },
    fanOut: () => Promise.resolve(),
    close: () => undefined,
  };
});

test('the client is created with a trimmed config', () => {
  const { client } = load({ config: { apiKey: ' key\n', on: true } });
  expect(client.key()).toBe('key');
  expect(trimmed({ apiKey: ' key\n', on: true })).toEqual({ apiKey: 'key', on: true });
});

test('a wrong config throws on the first use of the client', () => {
  const { client } = load({ config: {} });
  const counted = client.countedIn(createShare());
  expect(() => counted.key()).toThrow(new IntegrationConfigLoadError('no key'));
});

test('each execution has its own client', () => {
  expect(load({ config: { apiKey: 'a' } }).client).not.toBe(load({ config: { apiKey: 'a' } }).client);
});
