import { SettingError } from './errors';
import { connectionOf, settingsFrom } from './settings';

const account = 'an-account';
const apiKey = 'canary-key-12345';

test('the region sets the endpoint, unless there is a URL', () => {
  expect(connectionOf({ account, apiKey }).url).toBe('https://graphql.us.jupiterone.io');
  expect(connectionOf({ account, apiKey, region: 'EU' }).url).toBe('https://graphql.eu.jupiterone.io');
  expect(connectionOf({ account, apiKey, region: 'eu', url: 'http://127.0.0.1:8080' }).url).toBe(
    'http://127.0.0.1:8080',
  );
});

test.each([
  ['no account', { apiKey }, /JUPITERONE_ACCOUNT/],
  ['no key', { account }, /JUPITERONE_API_KEY_FILE/],
  ['an account with a space', { account: 'my account', apiKey }, /at least 3 letters.*"my account"/],
  ['a key with a line break', { account, apiKey: `${apiKey}\n` }, /visible ASCII.*17 characters/],
  ['a key that is too short', { account, apiKey: 'short' }, /at least 10.*5 characters/],
  ['an unknown region', { account, apiKey, region: 'moon' }, /one of us, eu, dev; got "moon"/],
  ['the key as the region', { account, apiKey, region: apiKey }, /got a text of \d+ characters/],
  ['the key as the account', { account: `${apiKey}+`, apiKey }, /got a text of \d+ characters/],
  ['the key as the URL', { account, apiKey, url: apiKey }, /got a text of \d+ characters/],
  ['a text that is not a URL', { account, apiKey, url: 'graphql' }, /got "graphql"/],
  [
    'plain HTTP to another machine',
    { account, apiKey, url: 'http://example.com/' },
    /https:\/\/.*got "http:\/\/example.com"/,
  ],
  [
    'a URL with credentials',
    { account, apiKey, url: 'https://me:canary-key-12345@example.com' },
    /without credentials/,
  ],
])('the error refuses %s and does not show the key', (_, settings, message) => {
  const refusal = () => connectionOf(settings);
  expect(refusal).toThrow(SettingError);
  expect(refusal).toThrow(message);
  expect(refusal).not.toThrow(/canary/);
});

test("settingsFrom reads the variables of JupiterOne's other tools", () => {
  expect(settingsFrom({ JUPITERONE_ACCOUNT: 'a', JUPITERONE_API_KEY: 'k' })).toMatchObject({
    account: 'a',
    apiKey: 'k',
  });
  expect(settingsFrom({ JUPITERONE_ACCOUNT_ID: 'a', JUPITERONE_REGION: 'eu' })).toMatchObject({
    account: 'a',
    region: 'eu',
  });
  expect(settingsFrom({ JUPITERONE_BASE_URL: 'https://example.com' })).toMatchObject({ url: 'https://example.com' });
  expect(settingsFrom({ JUPITERONE_DEV: 'true' })).toMatchObject({ region: 'dev' });
  expect(() => settingsFrom({ JUPITERONE_ACCOUNT: 'a', JUPITERONE_ACCOUNT_ID: 'b' })).toThrow(/different accounts/);
});
