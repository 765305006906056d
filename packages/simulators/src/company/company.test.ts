import { herokuData } from '../heroku/data';
import { pagerDutyData } from '../pagerduty/data';
import { sentryData } from '../sentry/data';
import { nameOf } from './names';
import { companyRoster, companyRosterCsv } from './roster';

const [heroku, pagerDuty, sentry] = [herokuData(), pagerDutyData(), sentryData()];

/** The e-mail addresses of each provider's people. */
const ACCOUNTS = {
  heroku: Object.values(heroku.members).flatMap((members) => members.map(({ user }) => user.email)),
  pagerduty: pagerDuty.users.map(({ email }) => email),
  sentry: sentry.members.map(({ email }) => email),
};

/** The number of providers that know each person of the roster. */
const known = companyRoster().map(({ email }) => {
  const own = email.split(' ');
  return Object.values(ACCOUNTS).filter((emails) => emails.some((one) => own.includes(one))).length;
});
const shareOf = (providers: number) => known.filter((count) => count === providers).length / known.length;

test('most people have accounts at three providers, some at two, a few at one', () => {
  expect(shareOf(3)).toBeGreaterThan(0.5);
  expect(shareOf(2)).toBeGreaterThan(shareOf(1));
  expect(shareOf(1)).toBeGreaterThan(0.05);
});

test('each provider has people whom the other providers lack', () => {
  for (const [provider, emails] of Object.entries(ACCOUNTS)) {
    const others = Object.entries(ACCOUNTS).flatMap(([name, list]) => (name === provider ? [] : list));
    expect(emails.filter((email) => !others.includes(email))).not.toEqual([]);
  }
});

test('the roster has people who left but have accounts, contractors, and one person with two addresses', () => {
  const roster = companyRoster();
  const left = roster.filter(({ active, leftOn }) => active === 'no' && leftOn < '2026');
  expect(left.length).toBeGreaterThan(3);
  for (const { email } of left) expect(Object.values(ACCOUNTS).flat()).toContain(email);
  const contractors = roster.filter(({ employeeId }) => employeeId.startsWith('C'));
  expect(contractors.length).toBeGreaterThan(3);
  expect(contractors.every(({ email }) => email.endsWith('@agency.example.com'))).toBe(true);
  const renamed = roster.filter(({ email }) => email.includes(' '));
  expect(renamed).toHaveLength(1);
  const [first, second] = renamed[0].email.split(' ');
  expect([ACCOUNTS.heroku, ACCOUNTS.sentry].every((emails) => emails.includes(first))).toBe(true);
  expect(ACCOUNTS.pagerduty).toContain(second);
});

test('every manager is in the roster, and only one person has no manager', () => {
  const roster = companyRoster();
  const ids = roster.map(({ employeeId }) => employeeId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(roster.filter(({ manager }) => !ids.includes(manager))).toHaveLength(1);
  expect(companyRosterCsv().split('\n')).toHaveLength(roster.length + 2);
});

test('20,000 people have different addresses', () => {
  const logins = Array.from({ length: 20_000 }, (_, number) => nameOf(number).login);
  expect(new Set(logins).size).toBe(logins.length);
});

test('a team has mostly the same people at each provider', () => {
  const teams = {
    heroku: heroku.teams[heroku.enterpriseAccounts[0].id].map(({ id, name }) => [name.slice('acme-'.length), id]),
    pagerduty: pagerDuty.teams.map(({ id, name }) => [name, id]),
    sentry: sentry.teams.map(({ id, name }) => [name, id]),
  };
  expect(Object.values(teams).map((list) => list.some(([name]) => name === 'storefront'))).toEqual([true, true, true]);
  const idOf = (provider: keyof typeof teams) => teams[provider].find(([name]) => name === 'storefront')![1];
  const paged = pagerDuty.members[idOf('pagerduty')].map(
    ({ user }) => pagerDuty.users.find(({ id }) => id === user.id)?.email,
  );
  const told = sentry.teamMembers[idOf('sentry')].map(({ email }) => email);
  expect(told.filter((email) => paged.includes(email)).length).toBeGreaterThan(1);
});

test('some services have the names of applications', () => {
  const apps = Object.values(heroku.teamApps).flatMap((list) => list.map(({ name }) => name));
  expect(pagerDuty.services.filter(({ name }) => apps.includes(name)).length).toBeGreaterThan(5);
});
