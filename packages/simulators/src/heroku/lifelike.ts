import { colleague, outsider } from '../company/people';
import { teamName, teamsOf } from '../company/teams';
import { type Random, randomFor, seededRandom } from '../server/random';
import { times } from '../server/times';
import { ENTERPRISES } from './catalogue';
import { type EnterpriseAccount, type HerokuData, type Team } from './data';
import { type Reference } from './reference';
import { addEstate } from './estate';
import { addOddItems, early } from './odd';
import { addOddEstate } from './odd-estate';
import { RESOURCES } from './resources';
import { createEnterpriseMember, createOwnAccount, createPerson, createTeamMember, type Person } from './people';
import { appName, createAddOn, createApp, createReferences } from './workloads';

export interface HerokuSize {
  /** The same seed and size give the same data. Default: 1. */
  seed?: number;
  /** Default: 2. */
  enterpriseAccounts?: number;
  /** Per enterprise account. Default: 6. */
  teams?: number;
  /** Per enterprise account. Default: 40. */
  members?: number;
  /** Default: 8. */
  membersPerTeam?: number;
  /** Default: 4. */
  appsPerTeam?: number;
  /** Default: 2. */
  addonsPerApp?: number;
  /** Teams outside of every enterprise account, in addition to two odd ones. Default: 0. */
  otherTeams?: number;
  /** Members of the team with permissions for an app. Default: 3. */
  usersPerApp?: number;
  /** Private Spaces per enterprise account. Default: 1. */
  spaces?: number;
  /** Whether to add the odd items of real accounts, as far as they fit. Default: true. */
  odd?: boolean;
}

/** By default two small enterprises with every odd item. */
export function herokuData(size: HerokuSize = {}): HerokuData {
  const { seed = 1, enterpriseAccounts = 2, teams = 6, members = 40, otherTeams = 0 } = size;
  const { membersPerTeam = 8, usersPerApp = 3, spaces = 1, odd = true } = size;
  const random = seededRandom(seed);
  const reference = createReferences(random);
  const data: HerokuData = {
    account: createOwnAccount(random),
    enterpriseAccounts: times(enterpriseAccounts, (a) => createEnterpriseAccount(random, a)),
    otherTeams: [],
    personalApps: [],
    pipelines: [],
    pipelineCouplings: [],
    spaces: [],
    addonAttachments: [],
    ...{ members: {}, teams: {}, teamMembers: {}, teamApps: {}, teamAddons: {}, teamPermissions: {} },
    ...{ teamInvitations: {}, inboundRulesets: {}, appDomains: {}, appSniEndpoints: {}, appLogDrains: {} },
    ...{ appTelemetryDrains: {}, spaceLogDrains: {}, spaceTelemetryDrains: {}, more: {} },
  };
  const fill = createFiller(data, random, reference, size);
  data.enterpriseAccounts.forEach((account, a) => {
    const people = times(members, (i) => createPerson(random, account, colleague('heroku', a * members + i)));
    data.members[account.id] = people.map((person) => createEnterpriseMember(random, account, person));
    data.teams[account.id] = times(teams, (t) => createTeam(random, account, t));
    fill(data.teams[account.id], people);
  });
  times(otherTeams + (odd ? 2 : 0), (t) => {
    const people = times(membersPerTeam, (i) =>
      createPerson(random, { identity_provider: null }, outsider((t + 1) * 10_000 + i)),
    );
    const team = createOtherTeam(random, t);
    data.otherTeams.push(team);
    fill([team], people);
  });
  addEstate(data, random, reference, { usersPerApp, spaces });
  if (odd) {
    addOddItems(data, random);
    addOddEstate(data, random, reference);
    // Its enterprise account does not list the caller.
    Object.assign(data.otherTeams[0], {
      type: 'enterprise',
      enterprise_account: { id: early(31), name: 'partner-inc' },
    } satisfies Partial<Team>);
    delete data.teamInvitations[data.otherTeams[0].id];
  }
  sortById(data);
  for (const { path, create } of RESOURCES) data.more[path] = create(data, randomFor(seed, path), odd);
  return data;
}

/** Fills teams with people, apps and add-ons. Names of apps and add-ons are unique in Heroku. */
function createFiller(
  data: HerokuData,
  random: Random,
  reference: (name: string) => Reference,
  { membersPerTeam = 8, appsPerTeam = 4, addonsPerApp = 2 }: HerokuSize,
) {
  let apps = 0;
  let addons = 0;
  return (teams: readonly Team[], people: readonly Person[]) => {
    const membersOf = teamsOf(people, ({ number }) => number);
    teams.forEach((team, t) => {
      data.teamMembers[team.id] = membersOf(random, t, membersPerTeam).map((person, i) =>
        createTeamMember(random, person, i === 0 ? 'admin' : 'member'),
      );
      data.teamApps[team.id] = times(appsPerTeam, (i) => createApp(random, reference, team, appName(team, i, apps++)));
      data.teamAddons[team.id] = data.teamApps[team.id].flatMap((app) =>
        times(addonsPerApp, () => createAddOn(random, reference, app, addons++)),
      );
    });
  };
}

/** Clients ask for every list by id, and sorted data is cheap to sort again. */
function sortById(data: HerokuData): void {
  for (const lists of Object.values(data) as unknown[]) {
    if (typeof lists !== 'object' || lists === null) continue;
    for (const list of [lists, ...(Object.values(lists) as unknown[])]) {
      if (Array.isArray(list)) (list as { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1));
    }
  }
}

function createEnterpriseAccount(random: Random, number: number): EnterpriseAccount {
  const id = random.uuid();
  const name = ENTERPRISES[number] ?? `acme-${number}`;
  return {
    id,
    name,
    created_at: random.time(2017, 2019),
    updated_at: random.time(2024, 2026),
    permissions: ['view'],
    trial: false,
    partner_benefits: false,
    identity_provider:
      number === 0 ? { id: random.uuid(), name: 'acme-sso', owner: { id, name, type: 'enterprise-account' } } : null,
  };
}

function createTeam(random: Random, account: EnterpriseAccount, number: number): Team {
  return {
    id: random.uuid(),
    name: `${account.name}-${teamName(number)}`,
    type: 'enterprise',
    role: random.pick(['admin', 'member', null]),
    enterprise_account: { id: account.id, name: account.name },
    identity_provider: account.identity_provider,
    default: false,
    membership_limit: random.pick([null, 250]),
    provisioned_licenses: true,
    credit_card_collections: false,
    pipeline_cost_consent_at: null,
    pipeline_cost_consent_user_email: null,
    created_at: random.time(2018, 2023),
    updated_at: random.time(2024, 2026),
  };
}

/** A team outside of every enterprise account. */
function createOtherTeam(random: Random, number: number): Team {
  return {
    id: random.uuid(),
    name: `side-project-${number}`,
    type: 'team',
    role: 'admin',
    enterprise_account: null,
    identity_provider: null,
    default: false,
    membership_limit: 25,
    provisioned_licenses: false,
    credit_card_collections: true,
    pipeline_cost_consent_at: null,
    pipeline_cost_consent_user_email: null,
    created_at: random.time(2018, 2023),
    updated_at: random.time(2024, 2026),
  };
}
