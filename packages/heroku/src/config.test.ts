import { herokuData } from '@j1-integrations/simulators';
import { run, simulated, tidyData } from './testing/simulated';

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

test('a token that is refused enterprise accounts and sees teams goes on with these, and a warning', async () => {
  for (const status of [403, 404]) {
    const heroku = await simulated({ data: herokuData({ enterpriseAccounts: 0, otherTeams: 2, odd: false }) });
    heroku.fault({ kind: 'status', status, path: '/enterprise-accounts' });
    const { error, steps, entities, events } = await run(heroku);
    expect(error).toBeUndefined();
    expect(new Set(Object.values(steps))).toEqual(new Set(['success', 'disabled']));
    expect(entities.filter(({ _type }) => _type === 'heroku_team')).toHaveLength(2);
    expect(events.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({ description: expect.stringContaining('enterprise accounts') }),
    ]);
    // Who is in no enterprise is not known.
    expect(entities.filter(({ enterpriseMember }) => enterpriseMember !== undefined)).toEqual([]);
  }
});

test('a token that is refused both is told so before anything is collected, in the words of Heroku', async () => {
  const heroku = await simulated({ data: tidyData() });
  const body = { id: 'forbidden', message: 'Ask your administrator for access.' };
  heroku.fault({ kind: 'status', status: 403, path: '/enterprise-accounts', body });
  heroku.fault({ kind: 'status', status: 403, path: '/teams' });
  const { error, entities } = await run(heroku);
  expect(error).toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR' });
  expect(error?.message).toContain('Ask your administrator for access.');
  expect(entities).toEqual([]);
});

test('what passes on the second list is told as such, and no refusal', async () => {
  const heroku = await simulated({ data: tidyData() });
  heroku.fault({ kind: 'status', status: 403, path: '/enterprise-accounts' });
  heroku.fault({ kind: 'status', status: 500, path: '/teams' });
  const { error } = await run(heroku);
  expect(error?.message).toContain('/teams answered 500');
});

test.each([['identity'], ['write-only', 'identity']])(
  'a token with the scope %s is told which it lacks',
  async (...scopes) => {
    const heroku = await simulated({ data: tidyData(), scopes });
    const { error, entities } = await run(heroku);
    expect(error).toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR' });
    expect(error?.message).toContain(
      `The token lacks the scope "global or read or read-protected or write or write-protected"; it has "${scopes.join(' ')}".`,
    );
    expect(entities).toEqual([]);
  },
);

test('the first request comes without a range where Heroku takes none', async () => {
  const heroku = await simulated({ data: tidyData() });
  heroku.fault({ kind: 'status', status: 416, nth: 1 });
  const { error, steps } = await run(heroku);
  expect(error).toBeUndefined();
  expect(new Set(Object.values(steps))).toEqual(new Set(['success', 'disabled']));
});
