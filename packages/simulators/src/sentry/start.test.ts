import { get, json, type Reply } from '../testing/get';
import { sentryData } from './data';
import { type SentryOptions, type SentrySimulator, startSentry } from './start';

let sentry: SentrySimulator;
const start = async (options?: SentryOptions) => (sentry = await startSentry(options));
const ask = (path: string, headers: Record<string, string> = {}, method?: string) =>
  get(`${sentry.url}/api/0${path}`, { Authorization: `Bearer ${sentry.token}`, ...headers }, method);
const ids = (reply: Reply) => json<{ id: string }[]>(reply).map(({ id }) => id);
const MEMBERS = '/organizations/acme/members/';

afterEach(() => sentry.close());

/** Follows the links to the end, also past empty pages. */
async function pagesOf(path: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next: string | undefined = path; next;) {
    const reply: Reply = await ask(next);
    pages.push(ids(reply));
    const link = /<([^>]*)>; rel="next"; results="true"/.exec(String(reply.headers.link));
    next = link?.[1].replace(`${sentry.url}/api/0`, '');
  }
  return pages;
}

describe('credentials', () => {
  test('the root answers without a token, and with a token it names the scopes', async () => {
    await start({ scopes: ['org:read'] });
    expect(json(await ask('/', { Authorization: '' }))).toEqual({ version: '0', auth: null, user: null });
    expect(json(await ask('/'))).toMatchObject({ auth: { scopes: ['org:read'] } });
  });

  test('a wrong token and a missing token give different errors', async () => {
    await start();
    expect(json(await ask(MEMBERS, { Authorization: 'Bearer wrong' }))).toEqual({ detail: 'Invalid token' });
    const none = await get(`${sentry.url}/api/0${MEMBERS}`);
    expect([none.status, json<{ detail: string }>(none).detail]).toEqual([
      401,
      'Authentication credentials were not provided.',
    ]);
  });

  test('each list needs its own scope', async () => {
    await start({ scopes: ['org:read'] });
    const statuses: Record<string, number> = {};
    for (const path of ['', 'members/', 'teams/', 'projects/', 'project-keys/', 'issues/']) {
      statuses[path] = (await ask(`/organizations/acme/${path}`)).status;
    }
    statuses.team = (await ask(`/teams/acme/${sentry.data.teams[0].id}/members/`)).status;
    expect(statuses).toEqual({
      '': 200,
      'members/': 403,
      'teams/': 200,
      'projects/': 200,
      'project-keys/': 200,
      'issues/': 403,
      team: 403,
    });
  });

  test('another organization, and a path without its last slash, give 404', async () => {
    await start();
    expect(json(await ask('/organizations/other/members/'))).toEqual({
      detail: 'The requested resource does not exist',
    });
    const reply = await ask('/organizations/acme/members');
    expect([reply.status, reply.headers['content-type'], reply.body.toString()]).toEqual([
      404,
      'text/plain',
      'Route not found, did you forget a trailing slash?\n',
    ]);
    expect((await ask(MEMBERS, {}, 'POST')).status).toBe(404);
  });
});

describe('pages', () => {
  test('a list has pages of 100 items with links', async () => {
    await start({ data: sentryData({ members: 230, odd: false }) });
    const pages = await pagesOf(MEMBERS);
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
    expect(pages.flat()).toEqual(sentry.data.members.map(({ id }) => id));
    expect((await ask(MEMBERS)).headers.link).toBe(
      `<${sentry.url}/api/0${MEMBERS}?&cursor=100:-1:1>; rel="previous"; results="false"; cursor="100:-1:1", ` +
        `<${sentry.url}/api/0${MEMBERS}?&cursor=100:1:0>; rel="next"; results="true"; cursor="100:1:0"`,
    );
  });

  test('an empty page can have a next page', async () => {
    await start({ data: sentryData({ members: 25, odd: false }), pageSize: 10, emptyPages: [1, 2] });
    const pages = await pagesOf(MEMBERS);
    expect(pages.map(({ length }) => length)).toEqual([10, 0, 0, 10, 5]);
    expect(pages.flat()).toEqual(sentry.data.members.map(({ id }) => id));
  });

  test('an item that is inserted between two pages moves the later items, so one comes twice', async () => {
    await start({ data: sentryData({ members: 25, odd: false }), pageSize: 10 });
    const late = { ...sentry.data.members[0], id: '1' };
    sentry.fault({ kind: 'insert', path: `/api/0${MEMBERS}`, item: late });
    const pages = await pagesOf(MEMBERS);
    expect(pages[1][0]).toBe(pages[0][9]);
    expect(pages.flat()).toHaveLength(26);
  });

  test('a page may be smaller but not larger, and a wrong cursor gives 400', async () => {
    await start();
    expect(ids(await ask('/organizations/acme/projects/?per_page=3'))).toHaveLength(3);
    for (const query of ['per_page=101', 'per_page=0', 'cursor=nonsense']) {
      expect((await ask(`/organizations/acme/projects/?${query}`)).status).toBe(400);
    }
  });
});

describe('items', () => {
  test('a team is found by id and by its new slug, and its old slug gives 404', async () => {
    await start();
    const [team] = sentry.data.teams;
    const before = team.slug;
    sentry.fault({
      kind: 'change',
      path: '/api/0/organizations/acme/teams/',
      id: team.id,
      fields: { slug: 'renamed' },
    });
    expect(json<{ slug: string }[]>(await ask('/organizations/acme/teams/')).map(({ slug }) => slug)).toContain(before);
    for (const identity of [team.id, 'renamed']) {
      expect(ids(await ask(`/teams/acme/${identity}/members/`))).toEqual(
        sentry.data.teamMembers[team.id].map(({ id }) => id),
      );
    }
    expect((await ask(`/teams/acme/${before}/members/`)).status).toBe(404);
    const named = json<{ teams?: { slug: string }[] }[]>(await ask('/organizations/acme/projects/'));
    expect(named.flatMap(({ teams }) => teams?.map(({ slug }) => slug) ?? [])).not.toContain(before);
  });

  test('with slugsOnly, a team is found only by its slug', async () => {
    await start({ slugsOnly: true });
    const [{ id, slug }] = sentry.data.teams;
    expect((await ask(`/teams/acme/${slug}/members/`)).status).toBe(200);
    expect((await ask(`/teams/acme/${id}/members/`)).status).toBe(404);
  });

  test('a team has its projects, except with detailed=0', async () => {
    await start();
    const [full] = json<{ projects: { status: string }[] }[]>(await ask('/organizations/acme/teams/'));
    expect(full.projects[0]).toMatchObject({ status: 'active', isPublic: false });
    const [short] = json<object[]>(await ask('/organizations/acme/teams/?detailed=0'));
    expect(short).not.toHaveProperty('projects');
    expect(json<object[]>(await ask('/organizations/acme/projects/'))[0]).not.toHaveProperty('status');
  });

  test('the list of issues lacks resolved ones, except with an empty query', async () => {
    await start();
    const count = sentry.data.issues.length;
    expect(ids(await ask('/organizations/acme/issues/'))).toHaveLength(count - 1);
    expect(ids(await ask('/organizations/acme/issues/?query='))).toHaveLength(count);
  });

  test('the list lacks a deleted team, and its members give 404', async () => {
    await start();
    const { id } = sentry.data.teams[1];
    sentry.fault({ kind: 'vanish', path: `/api/0/teams/acme/${id}`, after: 1 });
    expect((await ask(`/teams/acme/${id}/members/`)).status).toBe(200);
    expect((await ask(`/teams/acme/${id}/members/`)).status).toBe(404);
    expect(ids(await ask('/organizations/acme/teams/'))).not.toContain(id);
  });

  test('kept pages do not differ from other pages', async () => {
    const options = { data: sentryData({ members: 230 }), emptyPages: [1] };
    await start(options);
    const fresh = await pagesOf(MEMBERS);
    await sentry.close();
    await start({ ...options, keepPages: true });
    expect(await pagesOf(MEMBERS)).toEqual(fresh);
  });

  test('regionUrl is this server by default, or the given URL', async () => {
    await start();
    const region = async () =>
      json<{ links: { regionUrl: string } }>(await ask('/organizations/acme/')).links.regionUrl;
    expect(await region()).toBe(sentry.url);
    await sentry.close();
    await start({ regionUrl: 'https://de.sentry.io' });
    expect(await region()).toBe('https://de.sentry.io');
  });

  test.each(['integrations', 'sentry-apps'])(
    'a region answers 404 without a body for %s, and the control silo answers the list',
    async (list) => {
      await start({ regionUrl: 'https://de.sentry.io' });
      const path = `/organizations/acme/${list}/`;
      const there = await ask(path, { host: 'de.sentry.io' });
      expect([there.status, there.body.toString()]).toEqual([404, '']);
      expect((await ask(path)).status).toBe(200);
      expect((await ask('/organizations/acme/teams/', { host: 'de.sentry.io' })).status).toBe(200);
    },
  );

  test('with dropLinks, a page has its items but no Link header', async () => {
    await start({ data: sentryData({ members: 230, odd: false }), dropLinks: true });
    const page = await ask(MEMBERS);
    expect(page.headers).not.toHaveProperty('link');
    expect(ids(page)).toHaveLength(100);
  });

  test('a number is an id, or a slug with slugsOnly', async () => {
    for (const [slugsOnly, index] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const data = sentryData({ odd: false });
      const [first, second] = data.teams;
      second.slug = first.id;
      await start({ data, slugsOnly });
      const members = await ask(`/teams/acme/${first.id}/members/`);
      expect(ids(members)).toEqual(data.teamMembers[data.teams[index].id].map(({ id }) => id));
      await sentry.close();
    }
  });
});

describe('limits', () => {
  test('a self-hosted server has no limit and no limit headers', async () => {
    await start();
    expect(Object.keys((await ask(MEMBERS)).headers).filter((name) => name.startsWith('x-sentry'))).toEqual([]);
  });

  test('each endpoint has its own window, which also counts refused requests', async () => {
    await start({ limits: { limit: { requests: 3, windowSeconds: 3600, concurrent: 25 } } });
    const reset = String((Math.floor(Date.now() / 3_600_000) + 1) * 3600);
    const replies = [];
    const wrong: Record<string, string> = { Authorization: 'Bearer wrong' };
    for (const headers of [{}, {}, wrong, {}]) replies.push(await ask(MEMBERS, headers));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 401, 429]);
    expect(replies.map(({ headers }) => headers['x-sentry-rate-limit-remaining'])).toEqual(['2', '1', '0', '0']);
    expect(replies[3].headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-sentry-rate-limit-limit': '3',
      'x-sentry-rate-limit-reset': reset,
    });
    expect(replies[3].headers).not.toHaveProperty('retry-after');
    expect(json(replies[3])).toEqual({
      detail: 'You are attempting to use this endpoint too frequently. Limit is 3 requests in 3600 seconds',
    });
    expect((await ask('/organizations/acme/teams/')).status).toBe(200);
  });

  test('a concurrent request counts from its arrival to its answer', async () => {
    await start({ latencyMs: 50, limits: { limit: { requests: 100, windowSeconds: 3600, concurrent: 2 } } });
    const answers = await Promise.all([1, 2, 3].map(() => ask(MEMBERS)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect((await ask(MEMBERS)).status).toBe(200);
  });

  test('the members of all teams share one window', async () => {
    await start({ limits: { limit: { requests: 2, windowSeconds: 3600, concurrent: 25 } } });
    const statuses = [];
    for (const { id } of sentry.data.teams.slice(0, 3)) statuses.push((await ask(`/teams/acme/${id}/members/`)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});
