import { type Random, seededRandom } from '../server/random';
import { ENTERPRISES, TEAMS } from './catalogue';
import { type EnterpriseAccount, type HerokuData, type Team } from './data';
import { addOddItems } from './odd';
import { createEnterpriseMember, createOwnAccount, createPerson, createTeamMember } from './people';
import { createAddOn, createApp, createReferences } from './workloads';

export interface HerokuSize {
  /** The same seed and size give the same data, on every machine. Default: 1. */
  seed?: number;
  /** Default: 2. */
  enterpriseAccounts?: number;
  /** Of each enterprise account. Default: 6. */
  teams?: number;
  /** People of each enterprise account. Default: 40. */
  members?: number;
  /** Default: 8. */
  membersPerTeam?: number;
  /** Default: 4. */
  appsPerTeam?: number;
  /** Default: 2. */
  addonsPerApp?: number;
  /** With the odd items that real accounts hold, as far as the size has room for them. Default: true. */
  odd?: boolean;
}

/** Enterprises as big as asked: by default a small one with a smaller sister, and everything odd that there is. */
export function herokuData(size: HerokuSize = {}): HerokuData {
  const { seed = 1, enterpriseAccounts = 2, teams = 6, members = 40 } = size;
  const { membersPerTeam = 8, appsPerTeam = 4, addonsPerApp = 2, odd = true } = size;
  const random = seededRandom(seed);
  const reference = createReferences(random);
  const data: HerokuData = {
    account: createOwnAccount(random),
    enterpriseAccounts: times(enterpriseAccounts, (a) => createEnterpriseAccount(random, a)),
    members: {},
    teams: {},
    teamMembers: {},
    teamApps: {},
    teamAddons: {},
  };
  let apps = 0;
  let addons = 0;
  data.enterpriseAccounts.forEach((account, a) => {
    const people = times(members, (i) => createPerson(random, account, a * members + i));
    data.members[account.id] = people.map((person) => createEnterpriseMember(random, account, person));
    data.teams[account.id] = times(teams, (t) => createTeam(random, account, t));
    for (const team of data.teams[account.id]) {
      data.teamMembers[team.id] = random
        .sample(people, membersPerTeam)
        .map((person, i) => createTeamMember(random, person, i === 0 ? 'admin' : 'member'));
      data.teamApps[team.id] = times(appsPerTeam, () => createApp(random, reference, team, apps++));
      data.teamAddons[team.id] = data.teamApps[team.id].flatMap((app) =>
        times(addonsPerApp, () => createAddOn(random, reference, app, addons++)),
      );
    }
  });
  if (odd) addOddItems(data, random);
  sortById(data);
  return data;
}

/** As every list is asked for: sorting what is sorted costs next to nothing. */
function sortById({ members, teams, teamMembers, teamApps, teamAddons }: HerokuData): void {
  for (const lists of [members, teams, teamMembers, teamApps, teamAddons]) {
    for (const list of Object.values(lists) as { id: string }[][]) list.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const times = <T>(count: number, create: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => create(i));

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
  const again = number < TEAMS.length ? '' : Math.floor(number / TEAMS.length) + 1;
  return {
    id: random.uuid(),
    name: `${account.name}-${TEAMS[number % TEAMS.length]}${again}`,
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
