import { run, simulated } from './testing/simulated';

test.each([undefined, '', '  \n'])(
  'a key that is %j is refused before any request, with where to get one',
  async (key) => {
    const heroku = await simulated();
    const { error } = await run(heroku, { config: { apiKey: key as string } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain('heroku authorizations:create');
    expect(heroku.requests).toHaveLength(0);
  },
);

test('a key that Heroku does not know is an authentication error, and nothing is collected', async () => {
  const heroku = await simulated();
  const result = await run(heroku, { config: { apiKey: 'HRKU-wrong' } });
  expect(result.error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
  expect(result.entities).toEqual([]);
  expect(heroku.requests).toHaveLength(1);
});

test('a key that was pasted with a line break works', async () => {
  const heroku = await simulated();
  const { error } = await run(heroku, { config: { apiKey: ` ${heroku.token}\n` } });
  expect(error).toBeUndefined();
});

test('a token with the scope read is enough', async () => {
  const heroku = await simulated({ scopes: ['read'] });
  const { error, steps } = await run(heroku);
  expect(error).toBeUndefined();
  expect(new Set(Object.values(steps))).toEqual(new Set(['success', 'disabled']));
});

test('a key with a character that no key has is refused by name, and not told', async () => {
  const heroku = await simulated();
  const { error, log } = await run(heroku, { config: { apiKey: `HRKU-hidden\u200B` } });
  expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
  expect(error?.message).toContain('apiKey (in the environment: API_KEY) has U+200B as character 12');
  expect(log).not.toContain('HRKU-hidden');
  expect(heroku.requests).toHaveLength(0);
});

test('a host that is no URL is named', async () => {
  const heroku = await simulated();
  process.env.HEROKU_API_URL = 'api.example.com';
  const { error } = await run(heroku);
  expect(error?.message).toContain('HEROKU_API_URL is "api.example.com". Allowed: https');
});

test('a host for local work may be http on loopback, and nothing else', async () => {
  const heroku = await simulated();
  process.env.HEROKU_API_URL = 'http://api.example.com';
  const { error } = await run(heroku);
  expect(error?.message).toContain('HEROKU_API_URL is "http://api.example.com". Allowed: https');
});
