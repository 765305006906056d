import { EVERYTHING, run, simulated, tidyData } from '../testing/simulated';

const announced = (log: string) => [...log.matchAll(/"msg":"(Reading [^"]*)"/g)].map(([, message]) => message);

test('before it starts it says what it takes and what is left, and it is never refused', async () => {
  const rateLimit = { size: 4500, refillPerSecond: 1.25, remaining: 4000 };
  const heroku = await simulated({ data: tidyData(), rateLimit });
  const { log } = await run(heroku, { config: EVERYTHING });
  expect(announced(log).sort()).toEqual([
    expect.stringMatching(
      /^Reading certificates takes 6 requests, one for each application \(18 with the other sources that take one for each\)\. 39\d\d of 4500 requests are left, of which 450 stay with your other tools\.$/,
    ),
    expect.stringContaining('Reading domains takes 6 requests'),
    expect.stringContaining('Reading log drains takes 6 requests'),
  ]);
});

test('where the pool does not have enough it says how long that takes', async () => {
  const data = tidyData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [app] = data.teamApps[team.id];
  for (let i = 0; i < 100; i += 1) {
    const id = `00000000-0000-4000-9000-${String(i).padStart(12, '0')}`;
    data.teamApps[team.id].push({ ...app, id, name: `many-${i}` });
  }
  // Heroku's own answer comes too slowly for a test: it gives back as many in a second as in an hour.
  const heroku = await simulated({ data, rateLimit: { size: 4500, refillPerSecond: 4500, remaining: 500 } });
  heroku.fault({ kind: 'status', status: 403, path: '/apps/*/domains', headers: SCOPE });
  const { log, steps } = await run(heroku, { config: { ingestDomains: true } });
  expect(steps['fetch-domains']).toBe('success');
  expect(announced(log)).toEqual([
    expect.stringMatching(/^Reading domains takes 106 requests, one for each application\. /),
  ]);
});

/** Of a refusal that ends the reading, because it proves that every other would be refused, too. */
const SCOPE = { 'OAuth-Scope': 'read', 'OAuth-Scope-Accepted': 'global' };
