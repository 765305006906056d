import { type Random } from '../server/random';
import { HEROKU_CANARIES } from './canaries';
import { SPACES } from './catalogue';
import { type AddOn, type HerokuData, type Team, type TeamMember } from './data';

/** What real accounts hold and tidy fixtures do not. What the size has no room for is left out. */
export function addOddItems(data: HerokuData, random: Random): void {
  const teams = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id].slice(0, -2));
  const others = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id].slice(-2));
  addEmptyTeams(data, others);
  for (const team of teams.slice(0, 1)) {
    addOddMemberships(data, random, team);
    addPeopleOfTwoMinds(data, team);
    addOddApps(data, team);
    addOddAddOns(data, random, team);
  }
  addOddEnterpriseMembers(data, random);
  addPersonOfTwoEnterprises(data, random);
  if (teams.length > 1) addWhatTwoTeamsShare(data, random, teams[0], teams[1]);
}

/** As every team is on its first day. */
function addEmptyTeams(data: HerokuData, [noMembers, noApps]: Team[]): void {
  if (noMembers) data.teamMembers[noMembers.id] = [];
  if (noApps) {
    data.teamApps[noApps.id] = [];
    data.teamAddons[noApps.id] = [];
  }
}

/** Ids that begin with zeros: they stand before everyone else's in the list, where they can hide those after them. */
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
    // Collaborators are in no enterprise.
    member(1, 'contractor@example.net', 'Cory Contractor', { role: 'collaborator' }),
    // Invited, and not yet anyone.
    member(2, 'invited@example.com', null, { user: null }),
    // A name is voluntary.
    member(3, 'nameless@example.com', null),
    // Enterprise teams know this role in their settings; the schema's list of roles does not.
    member(4, 'viewer@example.com', 'Zoë Ångström', { role: 'viewer' }),
    withoutTwoFactor,
    // Who the identity provider is, is told to those only who may know.
    member(6, 'federated@example.com', 'Fay Federated', { federated: true, identity_provider: { redacted: true } }),
    // Text, of which the schema says no more for the membership's own address.
    member(7, 'deploy-bot', 'Deploy Bot'),
  );
}

/** Nothing keeps the two lists of the same person equal. */
function addPeopleOfTwoMinds(data: HerokuData, team: Team): void {
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
      // In no team; and never logged in.
      { ...member(11, 'newcomer@example.com'), last_login: null },
      { ...member(12, 'audit-bot'), identity_provider: { redacted: true } },
    );
  }
}

/** One login, two contracts. */
function addPersonOfTwoEnterprises(data: HerokuData, random: Random): void {
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
  // An app in a Private Space may be reachable from within only.
  if (internal)
    Object.assign(internal, { web_url: null, internal_routing: true, space: { id: early(21), name: SPACES[0] } });
  if (archived) Object.assign(archived, { archived_at: '2025-11-30T08:00:00Z', released_at: null, owner: null });
}

function addOddAddOns(data: HerokuData, random: Random, team: Team): void {
  const [bare, leaky, relative, metered, contract] = data.teamAddons[team.id];
  // Not every service has a dashboard, and what is still being provisioned has no price.
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
  // What is paid by use, or by a contract of its own, has a price that says nothing.
  if (metered) metered.billed_price = { cents: 0, contract: false, metered: true, unit: 'month' };
  if (contract) contract.billed_price = { cents: 0, contract: true, metered: false, unit: 'month' };
  // Partners fill in this field.
  if (relative) relative.web_url = '/resources/überblick';
}

function addWhatTwoTeamsShare(data: HerokuData, random: Random, first: Team, second: Team): void {
  const [app, nobodys] = data.teamApps[first.id].slice(-2);
  // Nothing says that a team's list holds only what the team owns.
  if (app) data.teamApps[second.id].push(app);
  if (nobodys) {
    nobodys.team = null;
    data.teamApps[second.id].push(nobodys);
  }
  // Attached to an app of the other team, and to two of its own: it is in both lists, in its own twice.
  const addon = data.teamAddons[first.id].at(-1);
  if (addon) {
    data.teamAddons[first.id].push(addon);
    data.teamAddons[second.id].push(addon);
  }
}
