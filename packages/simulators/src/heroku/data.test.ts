import { type HerokuData } from './types';
import { herokuData } from './data';
import { HEROKU_CANARIES } from './canaries';

const flat = <T>(lists: Record<string, T[]>) => Object.values(lists).flat();
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const repeated = (ids: string[]) => [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
const teamsWith = (lists: Record<string, { id: string }[]>, id: string) =>
  Object.keys(lists).filter((team) => idsOf(lists[team]).includes(id));

test('the same seed gives the same data, and another seed gives other data', () => {
  expect(herokuData({ seed: 7 })).toEqual(herokuData({ seed: 7 }));
  expect(herokuData({ seed: 8 }).enterpriseAccounts[0].id).not.toBe(herokuData({ seed: 7 }).enterpriseAccounts[0].id);
});

test('the data has the requested size, and every item once', () => {
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

test.each([0, 1, 2, 3])('odd items do not add teams to data with %i teams and members', (size) => {
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

  test('a collaborator and an invited person come first in the list of a team', () => {
    const list = flat(data.teamMembers).filter(({ role }) => role === 'collaborator');
    expect(list).toHaveLength(1);
    expect(enterprisePeople().has(list[0].user?.id ?? '')).toBe(false);
    const [team] = teamsWith(data.teamMembers, list[0].id);
    const sorted = [...data.teamMembers[team]].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted[0]).toBe(list[0]);
    expect(sorted[1].user).toBeNull();
    expect(sorted.slice(7).filter(({ user }) => user && enterprisePeople().has(user.id))).not.toEqual([]);
  });

  test('some members lack a name, two-factor data, a known role, an address or an identity provider', () => {
    const members = flat(data.teamMembers);
    expect(members.some(({ user }) => user?.name === null)).toBe(true);
    expect(members.some((member) => !('two_factor_authentication' in member))).toBe(true);
    expect(members.some(({ role }) => role === 'viewer')).toBe(true);
    expect(members.some(({ user }) => user && !user.email.includes('@'))).toBe(true);
    expect(members.some(({ identity_provider }) => identity_provider?.redacted)).toBe(true);
  });

  test('some people are in two enterprises or in no team, never logged in, or differ between two lists', () => {
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

  test('one team has no people, and one team has no apps', () => {
    expect(flat(data.teams).filter(({ id }) => data.teamMembers[id].length === 0)).toHaveLength(1);
    expect(flat(data.teams).filter(({ id }) => data.teamApps[id].length === 0)).toHaveLength(1);
  });

  test('two teams list the same two apps, one app is internal, and one app is archived', () => {
    const apps = flat(data.teamApps);
    const shared = repeated(idsOf(apps)).map((id) => apps.find((app) => app.id === id)!);
    expect(new Set(shared.map(({ team }) => team?.name))).toEqual(new Set(['acme-payments', undefined]));
    for (const { id } of shared) expect(teamsWith(data.teamApps, id)).toHaveLength(2);
    expect(apps.some(({ web_url, space }) => web_url === null && space !== null)).toBe(true);
    expect(apps.some(({ archived_at, owner }) => archived_at !== null && owner === null)).toBe(true);
    expect(apps.filter(({ owner }) => owner && !owner.email.endsWith('@herokumanager.com'))).toEqual([]);
  });

  test('one add-on is in two lists, one has no dashboard and price, and one has a relative address', () => {
    const addons = flat(data.teamAddons);
    const [shared, ...others] = repeated(idsOf(addons));
    expect(others).toEqual([]);
    expect(teamsWith(data.teamAddons, shared)).toHaveLength(2);
    expect(addons.filter(({ id }) => id === shared)).toHaveLength(3);
    expect(addons.some(({ web_url, billed_price }) => web_url === null && billed_price === null)).toBe(true);
    expect(addons.some(({ web_url }) => web_url?.startsWith('/'))).toBe(true);
  });

  test('one team has no enterprise, and one team has an enterprise that is not listed', () => {
    const listed = new Set(idsOf(data.enterpriseAccounts));
    expect(data.otherTeams.map(({ enterprise_account }) => enterprise_account?.name ?? null).sort()).toEqual([
      null,
      'partner-inc',
    ]);
    expect(data.otherTeams.some(({ enterprise_account }) => listed.has(enterprise_account?.id ?? ''))).toBe(false);
    for (const { id } of data.otherTeams) expect(data.teamApps[id]).not.toEqual([]);
  });

  test('some permissions are for unknown people, unknown apps, or stand in two lists', () => {
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

  test('one pipeline has no owner, one space is allocating, and some attachments have unknown add-ons', () => {
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

  test('Fir has a space, an app with two drains, and an app without drains whose generation is a reference', () => {
    const fir = flat(data.teamApps).filter(({ stack }) => stack.name === 'cnb');
    expect(fir.map(({ generation }) => generation)).toEqual(['fir', { id: expect.any(String), name: 'fir' }]);
    expect(fir.map(({ id }) => data.appTelemetryDrains[id].length)).toEqual([2, 0]);
    expect(flat(data.spaceTelemetryDrains)).toHaveLength(1);
    expect(data.spaces.filter(({ id }) => data.spaceLogDrains[id]).every(({ shield }) => shield)).toBe(true);
    expect(Object.keys(data.spaceLogDrains)).not.toEqual([]);
  });

  test('one personal app belongs to the caller, and one to an unknown person', () => {
    const [mine, friends] = data.personalApps;
    expect([mine.owner?.id, friends.owner?.id === data.account.id]).toEqual([data.account.id, false]);
    expect(data.pipelineCouplings.filter(({ app }) => app.id === mine.id).map(({ stage }) => stage)).toEqual([
      'production',
    ]);
    expect(flat(data.teamApps).some(({ id }) => idsOf(data.personalApps).includes(id))).toBe(false);
  });

  test('one add-on is metered, and one is under a contract', () => {
    const prices = flat(data.teamAddons).map(({ billed_price }) => billed_price);
    expect(prices.filter((price) => price?.metered)).toHaveLength(1);
    expect(prices.filter((price) => price?.contract)).toHaveLength(1);
  });

  test('there are a wildcard domain, a failed domain, a self-signed certificate, and drains of every scheme', () => {
    const domains = flat(data.appDomains);
    expect(domains.some(({ hostname }) => hostname.startsWith('*.'))).toBe(true);
    expect(domains.some(({ sni_endpoint, acm_status }) => sni_endpoint === null && acm_status === 'failed')).toBe(true);
    expect(flat(data.appSniEndpoints).some(({ ssl_cert }) => ssl_cert['self_signed?'])).toBe(true);
    const schemes = flat(data.appLogDrains).map(({ url }) => /^[\w+]+(?=:)/.exec(url)?.[0]);
    expect(new Set(schemes)).toEqual(new Set(['syslog+tls', 'syslog', 'https', undefined]));
  });

  test('only data with odd items has the canaries', () => {
    const [odd, tidy] = [JSON.stringify(data), JSON.stringify(herokuData({ odd: false }))];
    for (const canary of HEROKU_CANARIES) {
      expect(odd).toContain(canary);
      expect(tidy).not.toContain(canary);
    }
  });
});
