import { employeeAt, outsider } from '../company/people';
import { teamName, createMemberPicker } from '../company/teams';
import { type Random, randomFor, seededRandom } from '../server/random';
import { times } from '../server/times';
import { ENTERPRISES } from './catalogue';
import { type EnterpriseAccount, type HerokuData, type Team } from './types';
import { type Reference } from './reference';
import { addTeamResources } from './team-resources';
import { addOddItems, early } from './odd';
import { addOddTeamResources } from './odd-team-resources';
import { RESOURCES } from './resources';
import { createEnterpriseMember, createOwnAccount, createPerson, createTeamMember, type Person } from './people';
import { appName, createAddOn, createApp, createReferences } from './workloads';

export interface HerokuSize {
  /** The same seed and size give the same data. */
  seed?: number;
  enterpriseAccounts?: number;
  /** Per enterprise account. */
  teams?: number;
  /** Per enterprise account. */
  members?: number;
  membersPerTeam?: number;
  appsPerTeam?: number;
  addonsPerApp?: number;
  /** Teams without an enterprise account, in addition to two odd ones. */
  otherTeams?: number;
  /** Members of the team with permissions for an app. */
  usersPerApp?: number;
  /** Private Spaces per enterprise account. */
  spaces?: number;
  /** Whether to add odd items, as far as they fit. */
  odd?: boolean;
}

export function herokuData(size: HerokuSize = {}): HerokuData {
  const { seed = 1, enterpriseAccounts = 2, teams = 6, members = 40, otherTeams = 0 } = size;
  const { membersPerTeam = 8, appsPerTeam = 4, addonsPerApp = 2, usersPerApp = 3, spaces = 1, odd = true } = size;
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
  const fillTeams = createTeamFiller(data, random, reference, { membersPerTeam, appsPerTeam, addonsPerApp });
  data.enterpriseAccounts.forEach((account, a) => {
    const people = times(members, (i) => createPerson(random, account, employeeAt('heroku', a * members + i)));
    data.members[account.id] = people.map((person) => createEnterpriseMember(random, account, person));
    data.teams[account.id] = times(teams, (t) => createTeam(random, account, t));
    fillTeams(data.teams[account.id], people);
  });
  times(otherTeams + (odd ? 2 : 0), (t) => {
    const people = times(membersPerTeam, (i) =>
      createPerson(random, { identity_provider: null }, outsider((t + 1) * 10_000 + i)),
    );
    const team = createOtherTeam(random, t);
    data.otherTeams.push(team);
    fillTeams([team], people);
  });
  addTeamResources(data, random, reference, { usersPerApp, spaces });
  if (odd) {
    addOddItems(data, random);
    addOddTeamResources(data, random, reference);
    // The caller is not in the enterprise account of this team.
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

/** Names of apps and add-ons are unique in Heroku, so the numbers continue from team to team. */
function createTeamFiller(
  data: HerokuData,
  random: Random,
  reference: (name: string) => Reference,
  {
    membersPerTeam,
    appsPerTeam,
    addonsPerApp,
  }: Required<Pick<HerokuSize, 'membersPerTeam' | 'appsPerTeam' | 'addonsPerApp'>>,
) {
  let apps = 0;
  let addons = 0;
  return (teams: readonly Team[], people: readonly Person[]) => {
    const membersOf = createMemberPicker(people, ({ number }) => number);
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

/** Clients ask for lists by id, and a sorted list is fast to sort again. */
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
