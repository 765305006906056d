import { get, json, type Reply } from '../testing/get';
import { herokuData } from './data';
import { type HerokuOptions, type HerokuSimulator, startHeroku } from './start';

const ACCEPT = 'application/vnd.heroku+json; version=3';
const READ_ONLY = { scopes: ['read'] };

let heroku: HerokuSimulator;
const start = async (options?: HerokuOptions) => (heroku = await startHeroku(options));
const ask = (path: string, headers: Record<string, string> = {}, method?: string) =>
  get(heroku.url + path, { Accept: ACCEPT, Authorization: `Bearer ${heroku.token}`, ...headers }, method);
const ids = (reply: Reply) => json<{ id: string }[]>(reply).map(({ id }) => id);
const firstAccount = () => heroku.data.enterpriseAccounts[0];
const firstTeam = () => heroku.data.teams[firstAccount().id][0];
const membersPath = () => `/enterprise-accounts/${firstAccount().id}/members`;

afterEach(() => heroku.close());

describe('credentials', () => {
  test('a wrong token gets 401 without rate limit headers', async () => {
    await start();
    for (const Authorization of ['Bearer wrong', `Basic ${heroku.token}`, '']) {
      const reply = await ask('/teams', { Authorization });
      expect(reply.status).toBe(401);
      expect(json(reply)).toEqual({ id: 'unauthorized', message: 'Invalid credentials provided.' });
      expect(reply.headers).not.toHaveProperty('ratelimit-remaining');
    }
  });

  test('a request without version 3 gets 406', async () => {
    await start();
    for (const Accept of ['*/*', 'application/json', 'application/vnd.heroku+json', `${ACCEPT}0`]) {
      const reply = await ask('/teams', { Accept });
      expect([reply.status, json<{ id: string }>(reply).id]).toEqual([406, 'not_acceptable']);
    }
    expect((await ask('/teams', { Accept: `${ACCEPT}.audit-trail` })).status).toBe(200);
  });

  test('the scope read allows everything except the own account and the members of teams', async () => {
    await start(READ_ONLY);
    const statuses: Record<string, number> = {};
    for (const path of ['/account', '/enterprise-accounts', membersPath(), '/teams', '/account/rate-limits']) {
      statuses[path] = (await ask(path)).status;
    }
    for (const list of ['members', 'apps', 'addons']) {
      statuses[list] = (await ask(`/teams/${firstTeam().id}/${list}`)).status;
    }
    expect(statuses).toEqual({
      '/account': 403,
      '/enterprise-accounts': 200,
      [membersPath()]: 200,
      '/teams': 200,
      '/account/rate-limits': 200,
      members: 403,
      apps: 200,
      addons: 200,
    });
  });

  test('every answer names the scopes of the token and the accepted scopes', async () => {
    await start(READ_ONLY);
    const refused = await ask(`/teams/${firstTeam().id}/members`);
    expect(json<{ id: string }>(refused).id).toBe('forbidden');
    expect(refused.headers).toMatchObject({ 'oauth-scope': 'read', 'oauth-scope-accepted': 'global' });
    expect((await ask('/teams')).headers).toMatchObject({
      'oauth-scope': 'read',
      'oauth-scope-accepted': 'global read read-protected write write-protected',
    });
  });
});

describe('items', () => {
  test('accounts and teams are found by id and by name', async () => {
    await start();
    const [account, team] = [firstAccount(), firstTeam()];
    for (const identity of [account.id, account.name]) {
      expect(json(await ask(`/enterprise-accounts/${identity}`))).toEqual(account);
      expect(ids(await ask(`/enterprise-accounts/${identity}/teams`))).toContain(team.id);
    }
    for (const identity of [team.id, team.name]) {
      expect(json(await ask(`/teams/${identity}`))).toEqual(team);
      expect(json<unknown[]>(await ask(`/teams/${identity}/apps`))).toHaveLength(heroku.data.teamApps[team.id].length);
    }
    expect(json(await ask('/account'))).toEqual(heroku.data.account);
  });

  test('an unknown item and an unknown path give different 404 errors', async () => {
    await start();
    const message = async (path: string, method?: string) => {
      const reply = await ask(path, {}, method);
      return [reply.status, json<{ id: string }>(reply).id, json<{ message: string }>(reply).message];
    };
    expect(await message('/teams/nobody/apps')).toEqual([404, 'not_found', "Couldn't find that team."]);
    expect(await message('/enterprise-accounts/nobody')).toEqual([
      404,
      'not_found',
      "Couldn't find that enterprise account.",
    ]);
    const unknown = [404, 'not_found', expect.stringMatching(/^The requested API endpoint was not found\. Are you/)];
    expect(await message('/organizations')).toEqual(unknown);
    expect(await message('/teams', 'POST')).toEqual(unknown);
  });

  test('every answer has its own request id, which the log has too', async () => {
    await start();
    const sent = [await ask('/teams'), await ask('/nothing'), await ask('/teams', { Authorization: 'Bearer wrong' })];
    const requestIds = sent.map(({ headers }) => headers['request-id']);
    expect(new Set(requestIds).size).toBe(3);
    expect(heroku.requests.map(({ requestId }) => requestId)).toEqual(requestIds);
  });

  test('the simulator serves changes that a test makes in the data', async () => {
    await start({ data: herokuData({ odd: false }) });
    const [member] = heroku.data.members[firstAccount().id];
    await ask(membersPath());
    member.user.email = 'changed@example.com';
    heroku.data.members[firstAccount().id].push({ ...member, id: 'zzz' });
    const served = json<(typeof member)[]>(await ask(membersPath()));
    expect(served.find(({ id }) => id === member.id)?.user.email).toBe('changed@example.com');
    expect(served.at(-1)?.id).toBe('zzz');
  });
});

describe('generations and variants', () => {
  const refusal = (reply: Reply) => [reply.status, json<{ message: string }>(reply).message];

  test('Fir refuses log drains and inbound rules, and Cedar refuses telemetry drains', async () => {
    await start();
    const space = (generation: string) =>
      heroku.data.spaces.find(
        (s) => s.generation === generation && (heroku.data.spaceLogDrains[s.id] || generation === 'fir'),
      )!;
    const app = (stack: string) =>
      Object.values(heroku.data.teamApps)
        .flat()
        .find((a) => a.stack.name.startsWith(stack))!;
    for (const path of [
      `/apps/${app('cnb').id}/log-drains`,
      `/spaces/${space('fir').id}/inbound-ruleset`,
      `/spaces/${space('fir').name}/log-drain`,
      `/apps/${app('heroku').name}/telemetry-drains`,
      `/spaces/${space('cedar').id}/telemetry-drains`,
    ]) {
      expect(refusal(await ask(path))).toEqual([422, expect.stringMatching(/supported for Fir-generation/)]);
    }
    expect(json(await ask(`/spaces/${space('cedar').id}/log-drain`))).toEqual(
      heroku.data.spaceLogDrains[space('cedar').id],
    );
    const drains = ids(await ask(`/apps/${app('cnb').id}/telemetry-drains`));
    expect(drains).toEqual(heroku.data.appTelemetryDrains[app('cnb').id].map(({ id }) => id));
  });

  test('invitations need a variant of version 3, or version 3 without a variant', async () => {
    const team = () => heroku.data.otherTeams.find(({ type }) => type === 'team')!;
    const statuses = async () =>
      Promise.all(
        [ACCEPT, `${ACCEPT}.team-invitations`].map(
          async (Accept) => (await ask(`/teams/${team().name}/invitations`, { Accept })).status,
        ),
      );
    await start();
    expect(await statuses()).toEqual([404, 200]);
    await heroku.close();
    await start({ variants: 'unknown' });
    expect(await statuses()).toEqual([200, 406]);
    expect((await ask(`/teams/${firstTeam().name}/invitations`)).status).toBe(404);
  });

  test('the list of personal apps exists only for the caller', async () => {
    await start();
    expect(ids(await ask('/users/~/apps'))).toEqual(heroku.data.personalApps.map(({ id }) => id));
    expect((await ask('/users/somebody@example.com/apps')).status).toBe(404);
  });
});

describe('ranges', () => {
  const startBig = () => start({ data: herokuData({ members: 2_345, teams: 3, enterpriseAccounts: 1 }) });
  const allIds = () => heroku.data.members[firstAccount().id].map(({ id }) => id).sort();

  async function readAll(path: string, range?: string) {
    const pages: Reply[] = [];
    for (let next = range; pages.length === 0 || next; next = pages.at(-1)!.headers['next-range'] as string) {
      pages.push(await ask(path, next ? { Range: next } : {}));
    }
    return pages;
  }

  test('a list is sorted by id and has pages of 200 items, or of at most 1000', async () => {
    await startBig();
    const all = allIds();
    for (const [range, size] of [
      [undefined, 200],
      ['id ..; max=1000', 1000],
      ['id ..; max=5000', 1000],
      ['id ]..; max=7;', 7],
    ] as const) {
      const first = await ask(membersPath(), range ? { Range: range } : {});
      expect([first.status, ids(first)]).toEqual([206, all.slice(0, size)]);
      expect(first.headers).toMatchObject({
        'accept-ranges': 'id',
        'content-range': `id ${all[0]}..${all[size - 1]}; max=${size}`,
        'next-range': `id ]${all[size - 1]}..; max=${size}`,
      });
    }
  });

  test('the next ranges give every item once', async () => {
    await startBig();
    const pages = await readAll(membersPath(), 'id ..; max=1000');
    expect(pages.map(({ status }) => status)).toEqual([206, 206, 200]);
    expect(pages.flatMap(ids)).toEqual(allIds());
    expect(pages.at(-1)!.headers).not.toHaveProperty('next-range');
  });

  test('the next range keeps the order', async () => {
    await startBig();
    const pages = await readAll(membersPath(), 'id ..; order=desc,max=1000');
    expect(pages[0].headers['next-range']).toMatch(/^id \][0-9a-f-]+\.\.; order=desc,max=1000$/);
    expect(pages.flatMap(ids)).toEqual(allIds().reverse());
  });

  test('a list that fits one page has no next page, and an empty list gives 200', async () => {
    await startBig();
    const whole = await ask(`${membersPath()}`, { Range: `id ${allIds()[2_000]}..; max=347` });
    expect([whole.status, ids(whole).length]).toEqual([200, allIds().length - 2_000]);
    const noMembers = heroku.data.teams[firstAccount().id].find(({ id }) => heroku.data.teamMembers[id].length === 0)!;
    const empty = await ask(`/teams/${noMembers.id}/members`);
    expect([empty.status, json(empty)]).toEqual([200, []]);
  });

  test('a list accepts only its sort keys', async () => {
    await start();
    const names = json<{ name: string }[]>(await ask(`/teams/${firstTeam().id}/apps`, { Range: 'name ..' })).map(
      ({ name }) => name,
    );
    expect(names).toEqual([...names].sort());
    for (const Range of ['size ..', 'id', 'bytes=0-99', 'id ..; max=0', 'id ..; max=10; order=desc', '..; max=10']) {
      const reply = await ask(`/teams/${firstTeam().id}/apps`, { Range });
      expect([Range, reply.status, json<{ id: string }>(reply).id]).toEqual([
        Range,
        416,
        'requested_range_not_satisfiable',
      ]);
    }
  });

  test('an item that is inserted between two pages moves no other item', async () => {
    await startBig();
    const before = allIds();
    const like = heroku.data.members[firstAccount().id][0];
    heroku.fault({ kind: 'insert', path: membersPath(), nth: 1, item: { ...like, id: '00000000-early' } });
    heroku.fault({ kind: 'insert', path: membersPath(), nth: 2, item: { ...like, id: 'ffffffff-late' } });
    const seen = (await readAll(membersPath(), 'id ..; max=1000')).flatMap(ids);
    expect(seen).toEqual([...before, 'ffffffff-late']);
  });

  test('the lists lack a deleted team, and its paths give 404', async () => {
    await start();
    const { id, name } = firstTeam();
    heroku.fault({ kind: 'vanish', path: `/teams/${name}`, after: 1 });
    const lists = () => Promise.all(['/teams', `/enterprise-accounts/acme/teams`].map(async (p) => ids(await ask(p))));
    expect((await ask(`/teams/${name}/apps`)).status).toBe(200);
    for (const list of await lists()) expect(list).toContain(id);
    expect((await ask(`/teams/${name}/addons`)).status).toBe(404);
    expect((await ask(`/teams/${id}/members`)).status).toBe(404);
    for (const list of await lists()) expect(list).not.toContain(id);
    heroku.clearFaults();
    for (const list of await lists()) expect(list).toContain(id);
  });
});

describe('the rate limit', () => {
  const left = (reply: Reply) => Number(reply.headers['ratelimit-remaining']);

  test('without a limit, answers still have the headers', async () => {
    await start();
    await ask('/teams');
    const { headers } = await ask('/teams');
    expect(headers).toMatchObject({ 'ratelimit-remaining': '4499', 'ratelimit-multiplier': '1' });
  });

  test('the real pool holds 4500 tokens, and a request for the rest costs none', async () => {
    await start({ rateLimit: 'real' });
    expect(left(await ask('/teams'))).toBe(4499);
    expect(json(await ask('/account/rate-limits'))).toEqual({ remaining: 4499 });
    expect(left(await ask('/nothing'))).toBe(4498);
    await ask('/teams', { Authorization: 'Bearer wrong' });
    expect(json(await ask('/account/rate-limits'))).toEqual({ remaining: 4498 });
  });

  test('an empty pool gives 429 until it has a token', async () => {
    await start({ rateLimit: { size: 100, refillPerSecond: 2, remaining: 1 } });
    expect(left(await ask('/teams'))).toBe(0);
    const refused = await ask('/teams');
    expect(refused.status).toBe(429);
    expect(json(refused)).toEqual({
      id: 'rate_limit',
      message: 'Your account reached the API rate limit\nPlease wait a few minutes before making new requests',
      url: 'https://devcenter.heroku.com/articles/platform-api-reference#rate-limits',
    });
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0' });
    expect(refused.headers).not.toHaveProperty('retry-after');
    await new Promise((resolve) => setTimeout(resolve, 550));
    expect((await ask('/teams')).status).toBe(200);
  });

  test('a 429 can have a Retry-After', async () => {
    await start({ rateLimit: { size: 100, refillPerSecond: 0.1, remaining: 0, retryAfter: true } });
    expect((await ask('/teams')).headers['retry-after']).toBe('10');
  });
});

test('a status fault has the body and the headers of Heroku', async () => {
  await start();
  const path = `/teams/${firstTeam().id}/members`;
  heroku.fault({ kind: 'status', status: 403, path });
  const reply = await ask(path);
  expect([reply.status, json<{ id: string }>(reply).id]).toEqual([403, 'forbidden']);
  expect(reply.headers).toMatchObject({ 'oauth-scope': 'global', 'oauth-scope-accepted': 'global' });
});

test('kept pages do not differ from other pages, and show the changes of faults', async () => {
  await start({ keepPages: true });
  const path = `/teams/${firstTeam().id}/apps`;
  const askBoth = async () => [await ask(path), await ask(path, { 'Accept-Encoding': 'gzip' })];
  const [first, second] = [await askBoth(), await askBoth()];
  expect(second.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
  expect(second[0].headers['request-id']).not.toBe(first[0].headers['request-id']);
  heroku.fault({ kind: 'insert', path, item: { ...heroku.data.teamApps[firstTeam().id][0], id: 'zzz' } });
  await ask(path);
  expect(ids(await ask(path)).at(-1)).toBe('zzz');
});
