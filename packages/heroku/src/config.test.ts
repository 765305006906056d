import { testCredentials } from '@j1-integrations/integration-kit/testing';
import { herokuData } from '@j1-integrations/simulators';
import { harness, run, simulated, tidyData } from './testing/simulated';

testCredentials(harness, {
  field: 'apiKey',
  setting: 'API_KEY',
  source: 'heroku authorizations:create',
  unknown: 'HRKU-wrong',
  pasted: ({ token }) => ({ apiKey: ` ${token}\n` }),
  firstPath: '/enterprise-accounts',
});

test('a token with the scope read is enough', async () => {
  const heroku = await simulated({ scopes: ['read'] });
  const { error, steps } = await run(heroku);
  expect(error).toBeUndefined();
  expect(new Set(Object.values(steps))).toEqual(new Set(['success', 'disabled']));
});

test.each(['api.example.com', 'http://api.example.com'])(
  'the host %s is refused, and the message names it',
  async (url) => {
    const heroku = await simulated();
    process.env.HEROKU_API_URL = url;
    const { error } = await run(heroku);
    expect(error?.message).toContain(`HEROKU_API_URL is "${url}". Allowed: https`);
  },
);

test('a token that sees only teams collects them, and the job warns', async () => {
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
    expect(entities.filter(({ enterpriseMember }) => enterpriseMember !== undefined)).toEqual([]);
  }
});

test('a token that may read neither list ends the run with the words of Heroku', async () => {
  const heroku = await simulated({ data: tidyData() });
  const body = { id: 'forbidden', message: 'Ask your administrator for access.' };
  heroku.fault({ kind: 'status', status: 403, path: '/enterprise-accounts', body });
  heroku.fault({ kind: 'status', status: 403, path: '/teams' });
  const { error, entities } = await run(heroku);
  expect(error).toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR' });
  expect(error?.message).toContain('Ask your administrator for access.');
  expect(entities).toEqual([]);
});

test('a 500 of the second list is reported, and not the refusal of the first', async () => {
  const heroku = await simulated({ data: tidyData() });
  heroku.fault({ kind: 'status', status: 403, path: '/enterprise-accounts' });
  heroku.fault({ kind: 'status', status: 500, path: '/teams' });
  const { error } = await run(heroku);
  expect(error?.message).toContain('/teams answered 500');
});

test.each([['identity'], ['write-only', 'identity']])(
  'a token with the scope %s ends the run, and the message names the missing scope',
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

test('the first request is repeated without a range if Heroku refuses the range', async () => {
  const heroku = await simulated({ data: tidyData() });
  heroku.fault({ kind: 'status', status: 416, nth: 1 });
  const { error, steps } = await run(heroku);
  expect(error).toBeUndefined();
  expect(new Set(Object.values(steps))).toEqual(new Set(['success', 'disabled']));
});
