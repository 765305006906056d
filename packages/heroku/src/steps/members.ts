import {
  createDirectRelationship,
  RelationshipClass,
  type Entity,
  type JobState,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEntityOnce,
  addRelationshipOnce,
  createEntityOfUser,
  finishAll,
  firstText,
  forEachParent,
  IncompleteDataError,
  isEnabled,
  keep,
  listText,
  type Parent,
  parentsOf,
  type Resource,
  schemaOf,
  type Source,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { ACCOUNT_ENTITY } from './enterprise-accounts';
import { gatherPeople, type EnterpriseMember, type Person, type TeamMember } from './people';
import { TEAM_ENTITY, teamsStep } from './teams';

export const MEMBER_ENTITY = {
  resourceName: 'User',
  _type: 'heroku_account_member',
  _class: ['User'],
  schema: schemaOf({
    id: 'string',
    email: 'identity',
    username: ['identity', 'the e-mail address'],
    mfaEnabled: ['boolean', 'false where any list of members says so'],
    isMfaEnabled: ['boolean', 'the same'],
    federated: ['boolean', 'whether they log in through an identity provider'],
    permissions: ['strings', 'in all enterprise accounts together'],
    enterpriseMember: ['boolean', 'not there where not every enterprise account could be read'],
    enterpriseAccountId: ['string', 'of several, the one with the smallest id: the edges tell all'],
    identityProviderId: 'string',
    lastLoginOn: 'time',
  }),
} satisfies StepEntityMetadata;

// (heroku_account)-[HAS]->(heroku_account_member)
export const ACCOUNT_HAS_MEMBER = {
  _type: 'heroku_account_has_member',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: MEMBER_ENTITY._type,
  schema: schemaOf({ permissions: ['string', 'sorted, with commas'] }),
} satisfies StepRelationshipMetadata;

// (heroku_team)-[HAS]->(heroku_account_member)
export const TEAM_HAS_MEMBER = {
  _type: 'heroku_team_has_account_member',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: MEMBER_ENTITY._type,
  schema: schemaOf({ role: 'string', federated: 'boolean' }),
} satisfies StepRelationshipMetadata;

/**
 * The user's id, which all lists share, and not the membership's. As the public graph-heroku's, so that an account
 * which moves over keeps its history.
 */
export const memberKey = (userId: string) => userId;

/** Whether every enterprise's list was read to its end: whoever is in none of them is then an outsider. */
export const EVERY_ENTERPRISE_READ = 'heroku: the list of every enterprise was read';

export function createMemberEntity(person: Person): Entity {
  return createEntityOfUser({
    _key: memberKey(person.id),
    _type: MEMBER_ENTITY._type,
    _class: MEMBER_ENTITY._class,
    id: person.id,
    name: firstText(person.name, person.email, person.id),
    email: person.email,
    username: person.email,
    mfaEnabled: person.mfaEnabled,
    federated: person.federated,
    permissions: person.permissions && [...person.permissions],
    enterpriseMember: person.enterpriseMember,
    enterpriseAccountId: person.enterpriseAccountId,
    identityProviderId: person.identityProviderId,
    lastLoginOn: person.lastLoginOn,
  });
}

export const teamMembersSource: Source = {
  id: 'ingestTeamMembers',
  title: 'Team members',
  description:
    'Who is in each team, and in which role. Needs the OAuth scope "global"; without it, only the members of the enterprise are known.',
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

/** Everyone in an enterprise or a team is one entity, so one step reads both kinds of lists. */
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
      // Everyone is in the enterprises' lists: read any earlier, they would all be in memory for most of the run.
      const ofEnterprises = ofTeams
        .catch(() => undefined)
        .then(() => readEnterpriseMembers(context, accounts, people, seen));
      await finishAll(context, ofTeams, ofEnterprises);
    } finally {
      // Where no enterprise is listed, it is not known who is in one.
      const everyEnterprise = accounts.length > 0 && seen.enterprises === accounts.length;
      await keep(context.jobState, EVERY_ENTERPRISE_READ, everyEnterprise);
      for (const person of people.all(everyEnterprise)) {
        await addEntityOnce(context.jobState, createMemberEntity(person));
      }
      if (seen.invited > 0) {
        context.logger.info(`${seen.invited} memberships have no user yet (open invitations): they are left out.`);
      }
    }
  },
};

/** What the lists hold besides people: memberships without a user, and how many enterprises' lists came to their end. */
interface Seen {
  invited: number;
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
      const permissions = listText((member.permissions ?? []).flatMap(({ name }) => name ?? []));
      await addRelationshipOnce(
        context.jobState,
        createDirectRelationship({
          _class: RelationshipClass.HAS,
          fromType: ACCOUNT_ENTITY._type,
          fromKey: account._key,
          toType: MEMBER_ENTITY._type,
          toKey: memberKey(id),
          properties: { permissions },
        }),
      );
    }
    if (none) {
      throw new IncompleteDataError("it lists no one, and the key's user is a member: this list cannot be whole");
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
      await addRelationshipOnce(
        context.jobState,
        createDirectRelationship({
          _class: RelationshipClass.HAS,
          fromType: TEAM_ENTITY._type,
          fromKey: team._key,
          toType: MEMBER_ENTITY._type,
          toKey: memberKey(id),
          properties: { role: member.role ?? undefined, federated: member.federated ?? undefined },
        }),
      );
    }
  });
}

/**
 * Tells the roles that the edges from teams to their members have, one after the other: a large account has hundreds of
 * thousands.
 */
export async function eachRoleInTeams(
  jobState: JobState,
  tell: (role: { team: string; member: string; role: string }) => Promise<void> | void,
): Promise<void> {
  await jobState.iterateRelationships({ _type: TEAM_HAS_MEMBER._type }, async (edge) => {
    const [team, member] = [edge._fromEntityKey, edge._toEntityKey] as [string, string];
    if (typeof edge.role === 'string') await tell({ team, member, role: edge.role });
  });
}
