import type { JobState } from '@jupiterone/integration-sdk-core';
import {
  addEdgeUnchecked,
  addEntityOnce,
  finishAll,
  forEachParent,
  IncompleteDataError,
  isEnabled,
  keep,
  listText,
  type Parent,
  parentsOf,
  type Resource,
  type Source,
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { ACCOUNT_ENTITY } from './enterprise-accounts';
import { ACCOUNT_HAS_MEMBER, createMemberEntity, MEMBER_ENTITY, memberKey, TEAM_HAS_MEMBER } from './member-entity';
import { gatherPeople, type EnterpriseMember, type TeamMember } from './people';
import { TEAM_ENTITY, teamsStep } from './teams';

/** Whether every list of enterprise members was read completely. Only complete lists prove that a person is an outsider. */
export const EVERY_ENTERPRISE_READ = 'every-enterprise-read';

export const teamMembersSource: Source = {
  id: 'ingestTeamMembers',
  title: 'Team members',
  description:
    'Who is in each team, and in which role. Needs the OAuth scope "global". Without it, only the members of the enterprise can be read.',
  onByDefault: true,
  requests: '1 for each team',
};

const ENTERPRISE_MEMBERS = {
  name: 'enterprise members',
  endpoint: '/enterprise-accounts/{account}/members',
  permission: 'membership in the enterprise account',
} satisfies Resource;

const TEAM_MEMBERS = {
  name: 'team members',
  endpoint: '/teams/{team}/members',
  permission: 'the OAuth scope "global"',
  presence: 'optional',
} satisfies Resource;

/** One step reads both kinds of lists, because a person who is in both is one entity. */
export const membersStep: HerokuStep = {
  id: 'fetch-members',
  name: 'Fetch members of enterprise accounts and teams',
  entities: [MEMBER_ENTITY],
  relationships: [ACCOUNT_HAS_MEMBER, TEAM_HAS_MEMBER],
  dependsOn: [teamsStep.id],
  reads: [ENTERPRISE_MEMBERS, TEAM_MEMBERS],
  async executionHandler(context) {
    const accounts = await parentsOf(context.jobState, ACCOUNT_ENTITY);
    const teams = await parentsOf(context.jobState, TEAM_ENTITY);
    const people = gatherPeople();
    const seen = { invited: 0, enterprises: 0 };

    try {
      const ofTeams = readTeamMembers(context, teams, accounts.length, people, seen);
      // The largest lists come last, so that they are in memory for the shortest time.
      const ofEnterprises = ofTeams
        .catch(() => undefined)
        .then(() => readEnterpriseMembers(context, accounts, people, seen));
      await finishAll(context, ofTeams, ofEnterprises);
    } finally {
      const everyEnterprise = accounts.length > 0 && seen.enterprises === accounts.length;
      await keep(context.jobState, EVERY_ENTERPRISE_READ, everyEnterprise);
      for (const person of people.all(everyEnterprise)) {
        await addEntityOnce(context.jobState, createMemberEntity(person));
      }
      if (seen.invited > 0) {
        context.logger.info(
          `${seen.invited} memberships are left out, because they have no user yet (open invitations).`,
        );
      }
    }
  },
};

interface Seen {
  invited: number;
  /** Lists of enterprise members that were read completely. */
  enterprises: number;
}

type People = ReturnType<typeof gatherPeople>;

function readEnterpriseMembers(
  context: HerokuStepContext,
  accounts: Parent[],
  people: People,
  seen: Seen,
): Promise<void> {
  const { client } = context.executionConfig;
  const places = new Map(accounts.map(({ id }, place) => [id, place]));
  return forEachParent(context, { resource: ENTERPRISE_MEMBERS, parents: accounts }, async (account) => {
    const path = pathTo`/enterprise-accounts/${account.id}/members`;
    let none = true;
    for await (const member of client.entries<EnterpriseMember>(path)) {
      const id = member.user?.id;
      if (!id) {
        seen.invited += 1;
        continue;
      }
      none = false;
      people.addEnterpriseMember(id, member, { id: account.id, place: places.get(account.id) ?? 0 });
      const permissions = listText(namesIn(member.permissions) ?? []);
      await addEdgeUnchecked(context.jobState, ACCOUNT_HAS_MEMBER, account._key, memberKey(id), { permissions });
    }
    if (none) {
      throw new IncompleteDataError("the list is empty, but the key's user must be in it");
    }
    seen.enterprises += 1;
  });
}

async function readTeamMembers(
  context: HerokuStepContext,
  teams: Parent[],
  firstPlace: number,
  people: People,
  seen: Seen,
): Promise<void> {
  if (!isEnabled(context, teamMembersSource)) return;
  const { client } = context.executionConfig;
  const places = new Map(teams.map(({ id }, place) => [id, firstPlace + place]));
  await forEachParent(context, { resource: TEAM_MEMBERS, parents: teams, last: true }, async (team) => {
    for await (const member of client.entries<TeamMember>(pathTo`/teams/${team.id}/members`)) {
      const id = member.user?.id;
      if (!id) {
        seen.invited += 1;
        continue;
      }
      people.addTeamMember(id, member, places.get(team.id) ?? firstPlace);
      const properties = { role: member.role ?? undefined, federated: member.federated ?? undefined };
      await addEdgeUnchecked(context.jobState, TEAM_HAS_MEMBER, team._key, memberKey(id), properties);
    }
  });
}

/** Visits the edges from teams to members one by one, because there may be hundreds of thousands. */
export async function eachRoleInTeams(
  jobState: JobState,
  visit: (role: { team: string; member: string; role: string }) => Promise<void> | void,
): Promise<void> {
  await jobState.iterateRelationships({ _type: TEAM_HAS_MEMBER._type }, async (edge) => {
    const [team, member] = [edge._fromEntityKey, edge._toEntityKey] as [string, string];
    if (typeof edge.role === 'string') await visit({ team, member, role: edge.role });
  });
}
