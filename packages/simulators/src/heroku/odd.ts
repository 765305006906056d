import { type Random } from '../server/random';
import { HEROKU_CANARIES } from './canaries';
import { SPACES } from './catalogue';
import { type AddOn, type HerokuData, type Team, type TeamMember } from './types';

/** Items as in real accounts, which the documentation does not mention. */
export function addOddItems(data: HerokuData, random: Random): void {
  const teams = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id].slice(0, -2));
  const others = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id].slice(-2));
  addEmptyTeams(data, others);
  for (const team of teams.slice(0, 1)) {
    addOddMemberships(data, random, team);
    addContradictoryMember(data, team);
    addOddApps(data, team);
    addOddAddOns(data, random, team);
  }
  addOddEnterpriseMembers(data, random);
  addMemberOfTwoEnterprises(data, random);
  if (teams.length > 1) addSharedItems(data, random, teams[0], teams[1]);
}

function addEmptyTeams(data: HerokuData, [noMembers, noApps]: Team[]): void {
  if (noMembers) data.teamMembers[noMembers.id] = [];
  if (noApps) {
    data.teamApps[noApps.id] = [];
    data.teamAddons[noApps.id] = [];
  }
}

/** Items with these ids come first. A client that fails on such an item loses the rest of the list. */
export const early = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

function addOddMemberships(data: HerokuData, random: Random, team: Team): void {
  const like = data.teamMembers[team.id][0];
  if (!like) return;
  const member = (number: number, email: string, name: string | null, changes: Partial<TeamMember> = {}) => ({
    ...like,
    id: early(number),
    email,
    role: 'member',
    federated: false,
    identity_provider: null,
    user: { id: random.uuid(), email, name },
    ...changes,
  });
  // Answers recorded in 2020 lack the field.
  const { two_factor_authentication: _unknown, ...withoutTwoFactor } = member(5, 'old.hand@example.com', 'Old Hand');
  data.teamMembers[team.id].unshift(
    member(1, 'contractor@example.net', 'Cory Contractor', { role: 'collaborator' }),
    // An invited person has no user.
    member(2, 'invited@example.com', null, { user: null }),
    member(3, 'nameless@example.com', null),
    // A role of enterprise teams that the schema lacks.
    member(4, 'viewer@example.com', 'Zoë Ångström', { role: 'viewer' }),
    withoutTwoFactor,
    member(6, 'federated@example.com', 'Fay Federated', { federated: true, identity_provider: { redacted: true } }),
    // The schema does not say that `email` is an address.
    member(7, 'deploy-bot', 'Deploy Bot'),
  );
}

/** The list of the enterprise and the list of the team contradict each other. */
function addContradictoryMember(data: HerokuData, team: Team): void {
  const enterpriseId = team.enterprise_account?.id ?? '';
  const inEnterprise = new Map(data.members[enterpriseId].map((member) => [member.user.id, member]));
  const known = data.teamMembers[team.id].find(({ user }) => user && inEnterprise.has(user.id));
  if (!known?.user) return;
  const enterpriseMember = inEnterprise.get(known.user.id);
  if (!enterpriseMember) return;
  enterpriseMember.two_factor_authentication = true;
  known.two_factor_authentication = false;
  known.email = known.user.email.replace(/^./, (first) => first.toUpperCase());
  known.user = { ...known.user, email: known.email };
}

function addOddEnterpriseMembers(data: HerokuData, random: Random): void {
  for (const account of data.enterpriseAccounts.slice(0, 1)) {
    const like = data.members[account.id][0];
    if (!like) return;
    const member = (number: number, email: string) => ({
      ...like,
      id: early(number),
      user: { id: random.uuid(), email },
      identity_provider: null,
    });
    data.members[account.id].unshift(
      { ...member(11, 'newcomer@example.com'), last_login: null },
      { ...member(12, 'audit-bot'), identity_provider: { redacted: true } },
    );
  }
}

function addMemberOfTwoEnterprises(data: HerokuData, random: Random): void {
  const [first, second] = data.enterpriseAccounts;
  if (!second || data.members[first.id].length === 0) return;
  const member = data.members[first.id].at(-1)!;
  data.members[second.id].push({
    ...member,
    id: random.uuid(),
    enterprise_account: { id: second.id, name: second.name },
    permissions: [{ name: 'billing', description: 'View billing and usage of the enterprise.' }],
    last_login: null,
  });
}

function addOddApps(data: HerokuData, team: Team): void {
  const [internal, archived] = data.teamApps[team.id];
  // An app of a Private Space can be internal.
  if (internal)
    Object.assign(internal, { web_url: null, internal_routing: true, space: { id: early(21), name: SPACES[0] } });
  if (archived) Object.assign(archived, { archived_at: '2025-11-30T08:00:00Z', released_at: null, owner: null });
}

function addOddAddOns(data: HerokuData, random: Random, team: Team): void {
  const [bare, leaky, relative, metered, contract] = data.teamAddons[team.id];
  // While an add-on is provisioned, it has no dashboard and no price.
  if (bare) Object.assign(bare, { web_url: null, billed_price: null, state: 'provisioning' } satisfies Partial<AddOn>);
  if (leaky) {
    leaky.web_url = `https://resource:${HEROKU_CANARIES[0]}@addons.example.com/dashboard?token=${HEROKU_CANARIES[1]}`;
    leaky.provision_message = `Your password is ${HEROKU_CANARIES[2]}.`;
    leaky.actions = [
      {
        id: random.uuid(),
        label: 'Open',
        action: 'open',
        url: `https://addons.example.com/sso?nav=${HEROKU_CANARIES[3]}`,
        requires_owner: true,
      },
    ];
  }
  // An add-on that is metered or under a contract has the price 0.
  if (metered) metered.billed_price = { cents: 0, contract: false, metered: true, unit: 'month' };
  if (contract) contract.billed_price = { cents: 0, contract: true, metered: false, unit: 'month' };
  // The partner sets the address, so it can be wrong.
  if (relative) relative.web_url = '/resources/überblick';
}

function addSharedItems(data: HerokuData, random: Random, first: Team, second: Team): void {
  const [app, appWithoutTeam] = data.teamApps[first.id].slice(-2);
  // The list of a team can hold an app of another team.
  if (app) data.teamApps[second.id].push(app);
  if (appWithoutTeam) {
    appWithoutTeam.team = null;
    data.teamApps[second.id].push(appWithoutTeam);
  }
  // An add-on with three attachments: its own team lists it twice, another team once.
  const addon = data.teamAddons[first.id].at(-1);
  if (addon) {
    data.teamAddons[first.id].push(addon);
    data.teamAddons[second.id].push(addon);
  }
}
