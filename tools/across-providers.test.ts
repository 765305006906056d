import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type TableRow } from '@j1-integrations/j1ql';
import { loadGraph } from '@j1-integrations/j1ql/loader';
import {
  companyRoster,
  companyRosterCsv,
  herokuData,
  pagerDutyData,
  sentryData,
  type RosterRow,
} from '@j1-integrations/simulators';
import { load } from 'js-yaml';
import { integrations } from './integrations';
import { ROOT } from './paths';
import { accountOf } from './start/choose';
import { collectAll } from './start/collect-all';

const FILE = join(ROOT, 'jupiterone/questions/across-providers.yaml');
const { questions } = load(readFileSync(FILE, 'utf8')) as {
  questions: { id: string; queries: { name: string; query: string }[] }[];
};

const [heroku, pagerDuty, sentry] = [herokuData(), pagerDutyData(), sentryData()];
let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'across-providers-'));
  const progress = { event: () => undefined, ended: () => undefined, stop: () => undefined };
  const context = {
    folder,
    variables: { PATH: process.env.PATH },
    signal: new AbortController().signal,
    progress,
  };
  const runs = await collectAll({ accounts: integrations.map((one) => accountOf(one)), real: false }, context);
  expect(runs.map(({ outcome }) => outcome.status)).toEqual(integrations.map(() => 'COMPLETED'));
  mkdirSync(join(folder, 'people'));
  const people = join(folder, 'people', 'people.csv');
  writeFileSync(people, companyRosterCsv());
  engine = createEngine(loadGraph({ folders: [folder], people }).data);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function answer(id: string, name: string, variables = {}): TableRow[] {
  const question = questions.find((one) => one.id === `question-across-providers-${id}`);
  const query = question?.queries.find((one) => one.name === name)?.query ?? `no query "${name}" in "${id}"`;
  const { data } = engine.query(query, { variables });
  return data as TableRow[];
}
const lines = (rows: TableRow[], ...columns: string[]) =>
  rows.map((row) => columns.map((column) => row[column]).join(' | ')).sort();
const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort();

/* The expected rows, computed from the simulators' data. */

const personOf = (email: string | undefined): RosterRow | undefined =>
  companyRoster().find((row) => row.email.split(' ').includes(email?.toLowerCase() ?? ''));
const nameOf = (email: string | undefined) => personOf(email)?.name;
const is = <T>(value: T | undefined): value is T => value !== undefined;
const flat = <T>(lists: Record<string, T[]>) => Object.values(lists).flat();

const herokuTeams = [...flat(heroku.teams), ...heroku.otherTeams];
const herokuApps = new Map(flat(heroku.teamApps).map((app) => [app.id, app]));
const pagerDutyUsers = new Map(pagerDuty.users.map((user) => [user.id, user]));
const sentryMembers = [...sentry.members, ...flat(sentry.teamMembers)].filter(({ user }) => user);

const onCall = pagerDuty.services.flatMap((service) => {
  const turns = pagerDuty.oncalls.filter(
    ({ escalation_policy }) => escalation_policy.id === service.escalation_policy.id,
  );
  const people = new Set(turns.flatMap(({ user }) => pagerDutyUsers.get(user?.id ?? '') ?? []));
  return [...people].map((user) => ({ service: service.name, email: user.email }));
});

/** The people of the roster who have an account, by provider. */
const accounts = new Map(
  Object.entries({
    heroku: [...flat(heroku.members), ...flat(heroku.teamMembers)].flatMap(({ user }) => user?.email ?? []),
    pagerduty: pagerDuty.users.map(({ email }) => email),
    sentry: sentryMembers.map(({ email }) => email),
  }).map(([provider, emails]) => [provider, sorted(emails.map(nameOf).filter(is))]),
);

/** `person | application` for each person who may deploy a Heroku application. */
const deploys = new Set([
  ...flat(heroku.teamPermissions).flatMap(({ id, users }) =>
    users
      .filter(({ permissions }) => permissions.includes('deploy'))
      .map(({ email }) => `${nameOf(email)} | ${herokuApps.get(id)?.name}`),
  ),
  ...herokuTeams.flatMap((team) =>
    heroku.teamMembers[team.id]
      .filter(({ role }) => role === 'admin')
      .flatMap(({ email }) =>
        [...herokuApps.values()]
          .filter((app) => app.team?.id === team.id)
          .map((app) => `${nameOf(email)} | ${app.name}`),
      ),
  ),
]);

const ROLE_NAMES = new Map(sentry.organization.orgRoleList?.map(({ id, name }) => [id, name]));
const SUPER = ['manager', 'owner'];

/** `person | provider | type | name` for the direct access of each account: teams, roles, applications, services. */
const reached = sorted(
  [
    ...herokuTeams.flatMap((team) =>
      heroku.teamMembers[team.id].flatMap(({ email, role }) => [
        [email, 'heroku', 'heroku_team', team.name],
        [email, 'heroku', 'heroku_access_role', `${role} of ${team.name}`],
      ]),
    ),
    ...flat(heroku.teamPermissions).flatMap(({ id, users }) =>
      users.flatMap(({ email }) => [[email, 'heroku', 'heroku_application', herokuApps.get(id)?.name ?? '']]),
    ),
    ...pagerDuty.users.flatMap((user) =>
      pagerDuty.teams
        .filter(
          ({ id }) =>
            user.teams.some((team) => team.id === id) || pagerDuty.members[id].some((one) => one.user.id === user.id),
        )
        .map(({ name }) => [user.email, 'pagerduty', 'pagerduty_team', name]),
    ),
    ...onCall.map(({ service, email }) => [email, 'pagerduty', 'pagerduty_service', service]),
    ...sentryMembers.map(({ email, orgRole }) => [email, 'sentry', 'sentry_role', ROLE_NAMES.get(orgRole) ?? '']),
    ...sentry.teams.flatMap(({ id, name }) =>
      sentry.teamMembers[id].map(({ email }) => [email, 'sentry', 'sentry_team', name]),
    ),
  ]
    .filter(([email, , , name]) => nameOf(email) && name !== '')
    .map(([email, ...what]) => [nameOf(email), ...what].join(' | ')),
);

test("the file has JupiterOne's question format", () => {
  const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
  const args = [cli, 'validate-question-file', '--dry-run', '--file-path', FILE];
  expect(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })).not.toMatch(/error/i);
});

test('on-call-without-second-factor lists the accounts without a second factor of people on call', () => {
  const without = [
    ...[...flat(heroku.members), ...flat(heroku.teamMembers)]
      .filter(({ two_factor_authentication }) => two_factor_authentication === false)
      .map(({ user }) => `${nameOf(user?.email)} | heroku`),
    ...sentryMembers.filter(({ user }) => user?.has2fa === false).map(({ email }) => `${nameOf(email)} | sentry`),
  ];
  const expected = onCall
    .filter(({ email }) => nameOf(email))
    .flatMap(({ service, email }) =>
      sorted(without.filter((line) => line.startsWith(`${nameOf(email)} | `))).map((line) => ({ service, line })),
    );
  const rows = answer('on-call-without-second-factor', 'people and accounts');
  expect(expected).not.toEqual([]);
  expect(lines(rows, 'person', 'withoutSecondFactor', 'services')).toEqual(
    sorted(
      expected.map(
        ({ line }) =>
          `${line} | ${new Set(expected.filter((one) => one.line === line).map((one) => one.service)).size}`,
      ),
    ),
  );
  expect(lines(answer('on-call-without-second-factor', 'services'), 'service', 'person')).toEqual(
    sorted(expected.map(({ service, line }) => `${service} | ${line.split(' | ')[0]}`)),
  );
});

test('leavers-with-access lists the accounts and the access of people who have left', () => {
  const left = companyRoster().filter(({ active }) => active === 'no');
  const names = new Set(left.map(({ name }) => name));
  const expected = [...accounts].flatMap(([provider, people]) =>
    people.filter((name) => names.has(name)).map((name) => `${name} | ${provider}`),
  );
  expect(expected).not.toEqual([]);
  expect(lines(answer('leavers-with-access', 'accounts'), 'person', 'provider')).toEqual(sorted(expected));
  const reach = lines(answer('leavers-with-access', 'what they reach'), 'person', 'provider', 'type', 'reached');
  expect(reach).toEqual(reached.filter((line) => names.has(line.split(' | ')[0])));
});

test('what-one-person-reaches gives the same answer for both addresses of a person', () => {
  const { name, email } = companyRoster().find((row) => row.email.includes(' '))!;
  const [byFirst, bySecond] = email
    .split(' ')
    .map((one) => answer('what-one-person-reaches', 'what they reach', { email: one }));
  expect(bySecond).toEqual(byFirst);
  expect(sorted(lines(byFirst, 'provider'))).toEqual(['heroku', 'pagerduty', 'sentry']);
  const own = reached.filter((line) => line.startsWith(`${name} | `)).map((line) => line.split(' | ').slice(1));
  const teams = own.filter(([, type]) => type.endsWith('_team'));
  const through = teams.flatMap(
    ([provider, , team]) =>
      ({
        heroku: [...herokuApps.values()].flatMap((app) =>
          app.team?.name === team ? [['heroku', 'heroku_application', app.name]] : [],
        ),
        pagerduty: pagerDuty.services.flatMap((service) =>
          service.teams.some(({ summary }) => summary === team)
            ? [['pagerduty', 'pagerduty_service', service.name]]
            : [],
        ),
        sentry: sentry.projects.flatMap((project) =>
          (project.teams ?? [project.team]).some((one) => one?.name === team)
            ? [['sentry', 'sentry_project', project.name]]
            : [],
        ),
      })[provider]!,
  );
  const expected = [...own.filter(([, type]) => !type.endsWith('_team')), ...through];
  expect(sorted(lines(byFirst, 'provider', 'type', 'reached'))).toEqual(
    sorted(expected.map((what) => what.join(' | '))),
  );
  const [row] = answer('who-reaches-most', 'people').filter(({ person }) => person === name);
  expect([row.accounts, row.reached]).toEqual([3, sorted(expected.map((what) => what.join(' | '))).length]);
});

test('on-call-cannot-deploy lists services whose people on call cannot deploy the application of the same name', () => {
  const apps = new Set([...herokuApps.values()].map(({ name }) => name));
  const served = sorted(onCall.map(({ service }) => service)).filter((service) => apps.has(service));
  const expected = served.filter(
    (name) => !onCall.some(({ service, email }) => service === name && deploys.has(`${nameOf(email)} | ${name}`)),
  );
  const rows = answer('on-call-cannot-deploy', 'services and who is on call');
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.length).toBeLessThan(served.length);
  expect(sorted(lines(rows, 'service'))).toEqual(expected);
  expect(lines(answer('on-call-cannot-deploy', 'services without an application of their name'), 'service')).toEqual(
    pagerDuty.services
      .map(({ name }) => name)
      .filter((name) => !apps.has(name))
      .sort(),
  );
});

test.each([
  ['heroku', 'Heroku'],
  ['pagerduty', 'PagerDuty'],
  ['sentry', 'Sentry'],
])('people-in-one-provider lists people who only have an account at %s', (provider, title) => {
  const others = new Set([...accounts].flatMap(([name, people]) => (name === provider ? [] : people)));
  const expected = accounts.get(provider)!.filter((name) => !others.has(name));
  expect(expected).not.toEqual([]);
  expect(lines(answer('people-in-one-provider', `${title} only`), 'person')).toEqual(expected);
});

test('administrators lists the administrators of each provider', () => {
  const expected = [
    ...pagerDuty.users
      .filter(({ role }) => ['admin', 'owner'].includes(role))
      .map(({ email }) => [nameOf(email), 'pagerduty']),
    ...flat(heroku.teamMembers)
      .filter(({ role }) => role === 'admin')
      .map(({ email }) => [nameOf(email), 'heroku']),
    ...sentryMembers.filter(({ orgRole }) => SUPER.includes(orgRole)).map(({ email }) => [nameOf(email), 'sentry']),
  ].filter(([name]) => name);
  const rows = answer('administrators', 'accounts and roles');
  expect(sorted(lines(rows, 'person', 'provider'))).toEqual(sorted(expected.map((one) => one.join(' | '))));
  const [most] = answer('administrators', 'people');
  expect(most.providers).toBe(
    new Set(expected.filter(([name]) => name === most.person).map(([, provider]) => provider)).size,
  );
});

test('teams-that-differ compares teams by name and by people', () => {
  const [ofPagerDuty, ofSentry] = [pagerDuty.teams, sentry.teams].map((teams) => teams.map(({ name }) => name));
  const only = (own: string[], other: string[]) => own.filter((name) => !other.includes(name)).sort();
  expect(only(ofPagerDuty, ofSentry)).not.toEqual([]);
  const id = 'teams-that-differ';
  expect(lines(answer(id, 'PagerDuty teams that Sentry does not have'), 'team')).toEqual(only(ofPagerDuty, ofSentry));
  expect(lines(answer(id, 'Sentry teams that PagerDuty does not have'), 'team')).toEqual(only(ofSentry, ofPagerDuty));

  const members = (type: string) => (team: string) =>
    new Set(reached.filter((line) => line.endsWith(`${type} | ${team}`)).map((line) => line.split(' | ')[0]));
  const both = ofPagerDuty.flatMap((team) => {
    const other = members('sentry_team')(team);
    const shared = [...members('pagerduty_team')(team)].filter((name) => other.has(name)).length;
    return shared > 0 ? [`${team} | ${shared}`] : [];
  });
  expect(lines(answer(id, 'people of teams with the same name in PagerDuty and Sentry'), 'team', 'inBoth')).toEqual(
    both.sort(),
  );
  const without = (type: string, provider: string) =>
    sorted(
      reached.flatMap((line) => {
        const [name, , own, team] = line.split(' | ');
        const isInNone = !reached.some((one) => one.startsWith(`${name} | `) && one.includes(` | ${type} | `));
        return own === 'pagerduty_team' && isInNone && accounts.get(provider)!.includes(name)
          ? [`${team} | ${name}`]
          : [];
      }),
    );
  const columns = ['team', 'person'] as const;
  expect(lines(answer(id, 'people in a PagerDuty team and in no Sentry team'), ...columns)).toEqual(
    without('sentry_team', 'sentry'),
  );
  expect(lines(answer(id, 'people in a PagerDuty team and in no Heroku team'), ...columns)).toEqual(
    without('heroku_team', 'heroku'),
  );
});
