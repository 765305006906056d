import { type HerokuData } from './data';
import { herokuData } from './lifelike';
import { HEROKU_CANARIES } from './canaries';

const flat = <T>(lists: Record<string, T[]>) => Object.values(lists).flat();
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const repeated = (ids: string[]) => [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
const teamsWith = (lists: Record<string, { id: string }[]>, id: string) =>
  Object.keys(lists).filter((team) => idsOf(lists[team]).includes(id));

test('the same seed gives the same data, and another seed other data', () => {
  expect(herokuData({ seed: 7 })).toEqual(herokuData({ seed: 7 }));
  expect(herokuData({ seed: 8 }).enterpriseAccounts[0].id).not.toBe(herokuData({ seed: 7 }).enterpriseAccounts[0].id);
});

test('a size is what was asked for, and everything in it is there once', () => {
  const data = herokuData({
    enterpriseAccounts: 3,
    teams: 20,
    members: 50,
    membersPerTeam: 12,
    appsPerTeam: 5,
    addonsPerApp: 2,
    odd: false,
  });
  const lists = {
    enterpriseAccounts: data.enterpriseAccounts,
    members: flat(data.members),
    teams: flat(data.teams),
    teamMembers: flat(data.teamMembers),
    teamApps: flat(data.teamApps),
    teamAddons: flat(data.teamAddons),
  };
  expect(Object.fromEntries(Object.entries(lists).map(([name, { length }]) => [name, length]))).toEqual({
    enterpriseAccounts: 3,
    members: 150,
    teams: 60,
    teamMembers: 720,
    teamApps: 300,
    teamAddons: 600,
  });
  for (const list of Object.values(lists)) expect(repeated(idsOf(list))).toEqual([]);
  for (const list of [lists.enterpriseAccounts, lists.teams, lists.teamApps, lists.teamAddons]) {
    expect(repeated(list.map(({ name }) => name))).toEqual([]);
  }
  const people = new Set(lists.members.map(({ user }) => user.id));
  expect(lists.teamMembers.filter(({ user }) => !user || !people.has(user.id))).toEqual([]);
});

test.each([0, 1, 2, 3])('the odd items need no more room than there is: %i teams and as many people', (size) => {
  const data = herokuData({ enterpriseAccounts: 1, teams: size, members: size, appsPerTeam: 1, addonsPerApp: 1 });
  expect(flat(data.teams)).toHaveLength(size);
  expect(herokuData({ enterpriseAccounts: 0 }).enterpriseAccounts).toEqual([]);
});

describe('the odd items of the default size', () => {
  let data: HerokuData;
  beforeAll(() => {
    data = herokuData();
  });
  const enterprisePeople = () => new Set(flat(data.members).map(({ user }) => user.id));

  test('memberships: a collaborator and someone invited stand before all others in their list', () => {
    const list = flat(data.teamMembers).filter(({ role }) => role === 'collaborator');
    expect(list).toHaveLength(1);
    expect(enterprisePeople().has(list[0].user?.id ?? '')).toBe(false);
    const [team] = teamsWith(data.teamMembers, list[0].id);
    const sorted = [...data.teamMembers[team]].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted[0]).toBe(list[0]);
    expect(sorted[1].user).toBeNull();
    expect(sorted.slice(7).filter(({ user }) => user && enterprisePeople().has(user.id))).not.toEqual([]);
  });

  test('memberships: no name, no word about two factors, an unknown role, no address, a hidden identity provider', () => {
    const members = flat(data.teamMembers);
    expect(members.some(({ user }) => user?.name === null)).toBe(true);
    expect(members.some((member) => !('two_factor_authentication' in member))).toBe(true);
    expect(members.some(({ role }) => role === 'viewer')).toBe(true);
    expect(members.some(({ user }) => user && !user.email.includes('@'))).toBe(true);
    expect(members.some(({ identity_provider }) => identity_provider?.redacted)).toBe(true);
  });

  test('people: in two enterprises, in no team, never logged in, of two minds', () => {
    const [first, second] = data.enterpriseAccounts.map(({ id }) => data.members[id].map(({ user }) => user.id));
    expect(first.filter((id) => second.includes(id))).toHaveLength(1);
    const inTeams = new Set(flat(data.teamMembers).map(({ user }) => user?.id));
    expect([...enterprisePeople()].some((id) => !inTeams.has(id))).toBe(true);
    expect(flat(data.members).some(({ last_login }) => last_login === null)).toBe(true);
    const disagreeing = flat(data.members).filter(({ user, two_factor_authentication }) =>
      flat(data.teamMembers).some(
        (member) =>
          member.user?.id === user.id &&
          member.two_factor_authentication !== two_factor_authentication &&
          member.email !== user.email,
      ),
    );
    expect(disagreeing).toHaveLength(1);
  });

  test('teams: one without people, one without apps', () => {
    expect(flat(data.teams).filter(({ id }) => data.teamMembers[id].length === 0)).toHaveLength(1);
    expect(flat(data.teams).filter(({ id }) => data.teamApps[id].length === 0)).toHaveLength(1);
  });

  test('apps: two teams see two of them, one without an owner; one is internal, one archived', () => {
    const apps = flat(data.teamApps);
    const shared = repeated(idsOf(apps)).map((id) => apps.find((app) => app.id === id)!);
    expect(new Set(shared.map(({ team }) => team?.name))).toEqual(new Set(['acme-payments', undefined]));
    for (const { id } of shared) expect(teamsWith(data.teamApps, id)).toHaveLength(2);
    expect(apps.some(({ web_url, space }) => web_url === null && space !== null)).toBe(true);
    expect(apps.some(({ archived_at, owner }) => archived_at !== null && owner === null)).toBe(true);
    expect(apps.filter(({ owner }) => owner && !owner.email.endsWith('@herokumanager.com'))).toEqual([]);
  });

  test('add-ons: one in two lists and twice in one, one without dashboard and price, one with a relative address', () => {
    const addons = flat(data.teamAddons);
    const [shared, ...others] = repeated(idsOf(addons));
    expect(others).toEqual([]);
    expect(teamsWith(data.teamAddons, shared)).toHaveLength(2);
    expect(addons.filter(({ id }) => id === shared)).toHaveLength(3);
    expect(addons.some(({ web_url, billed_price }) => web_url === null && billed_price === null)).toBe(true);
    expect(addons.some(({ web_url }) => web_url?.startsWith('/'))).toBe(true);
  });

  test('teams outside an enterprise: one has no enterprise, one has an enterprise that is not listed', () => {
    const listed = new Set(idsOf(data.enterpriseAccounts));
    expect(data.otherTeams.map(({ enterprise_account }) => enterprise_account?.name ?? null).sort()).toEqual([
      null,
      'partner-inc',
    ]);
    expect(data.otherTeams.some(({ enterprise_account }) => listed.has(enterprise_account?.id ?? ''))).toBe(false);
    for (const { id } of data.otherTeams) expect(data.teamApps[id]).not.toEqual([]);
  });

  test('access: someone whom no list of people has, said twice, of another team, to an app that no list has', () => {
    const people = new Set([...enterprisePeople(), ...flat(data.teamMembers).map(({ user }) => user?.id ?? '')]);
    const apps = new Set(idsOf(flat(data.teamApps)));
    const entities = flat(data.teamPermissions);
    expect(entities.filter(({ id, users }) => apps.has(id) && users.some((user) => !people.has(user.id)))).toHaveLength(
      2,
    );
    expect(entities.some(({ users }) => repeated(idsOf(users)).length > 0)).toBe(true);
    expect(repeated(idsOf(entities))).toHaveLength(1);
    expect(entities.filter(({ id, type }) => type === 'app' && !apps.has(id))).not.toEqual([]);
    expect(entities.filter(({ type }) => type === 'space')).toHaveLength(1);
    expect(Object.keys(data.teamInvitations).length).toBeLessThan(flat(data.teams).length);
  });

  test('pipelines without an owner, spaces that are being made, attachments to what no list has', () => {
    expect(new Set(data.pipelines.map(({ owner }) => owner?.type))).toEqual(new Set(['team', 'user', undefined]));
    expect(
      data.spaces.filter(({ id }) => !data.inboundRulesets[id]).map(({ state, generation }) => [state, generation]),
    ).toEqual([
      ['allocating', 'cedar'],
      ['allocated', 'fir'],
    ]);
    expect(flat(data.teamApps).some(({ space }) => space && data.spaces.some(({ id }) => id === space.id))).toBe(true);
    const addons = new Set(idsOf(flat(data.teamAddons)));
    const attached = new Set(data.addonAttachments.map(({ addon }) => addon.id));
    expect([...addons].filter((id) => !attached.has(id))).toHaveLength(1);
    expect([...attached].filter((id) => !addons.has(id))).not.toEqual([]);
    expect(data.addonAttachments.some(({ app, addon }) => app.id !== addon.app.id)).toBe(true);
  });

  test('Fir: a space, an app with drains of both kinds and one with none, whose generation is a reference', () => {
    const fir = flat(data.teamApps).filter(({ stack }) => stack.name === 'cnb');
    expect(fir.map(({ generation }) => generation)).toEqual(['fir', { id: expect.any(String), name: 'fir' }]);
    expect(fir.map(({ id }) => data.appTelemetryDrains[id].length)).toEqual([2, 0]);
    expect(flat(data.spaceTelemetryDrains)).toHaveLength(1);
    expect(data.spaces.filter(({ id }) => data.spaceLogDrains[id]).every(({ shield }) => shield)).toBe(true);
    expect(Object.keys(data.spaceLogDrains)).not.toEqual([]);
  });

  test('apps of persons: one of the caller, in production, and one of somebody whom no list has', () => {
    const [mine, friends] = data.personalApps;
    expect([mine.owner?.id, friends.owner?.id === data.account.id]).toEqual([data.account.id, false]);
    expect(data.pipelineCouplings.filter(({ app }) => app.id === mine.id).map(({ stage }) => stage)).toEqual([
      'production',
    ]);
    expect(flat(data.teamApps).some(({ id }) => idsOf(data.personalApps).includes(id))).toBe(false);
  });

  test('add-ons: one that is paid by use, one by a contract', () => {
    const prices = flat(data.teamAddons).map(({ billed_price }) => billed_price);
    expect(prices.filter((price) => price?.metered)).toHaveLength(1);
    expect(prices.filter((price) => price?.contract)).toHaveLength(1);
  });

  test('what faces the internet: a wildcard, a certificate of one’s own that has ended, drains of every kind', () => {
    const domains = flat(data.appDomains);
    expect(domains.some(({ hostname }) => hostname.startsWith('*.'))).toBe(true);
    expect(domains.some(({ sni_endpoint, acm_status }) => sni_endpoint === null && acm_status === 'failed')).toBe(true);
    expect(flat(data.appSniEndpoints).some(({ ssl_cert }) => ssl_cert['self_signed?'])).toBe(true);
    const schemes = flat(data.appLogDrains).map(({ url }) => /^[\w+]+(?=:)/.exec(url)?.[0]);
    expect(new Set(schemes)).toEqual(new Set(['syslog+tls', 'syslog', 'https', undefined]));
  });

  test('every canary is in it, and in no data without odd items', () => {
    const [odd, tidy] = [JSON.stringify(data), JSON.stringify(herokuData({ odd: false }))];
    for (const canary of HEROKU_CANARIES) {
      expect(odd).toContain(canary);
      expect(tidy).not.toContain(canary);
    }
  });
});
