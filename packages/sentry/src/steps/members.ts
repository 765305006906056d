import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEdgeUnchecked,
  addEntityOnce,
  finishAll,
  IncompleteDataError,
  type Resource,
  schemaOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep, SentryStepContext } from '../config';
import { readList } from '../lists';
import { ORGANIZATION_ENTITY, organizationKeyOf } from './organization';
import { createMemberEntity, MEMBER_ENTITY, memberKey, type Member } from './people';
import { readTeamMembers, TEAM_MEMBERS } from './team-members';
import { TEAM_ENTITY, teamsStep } from './teams';

export const ORGANIZATION_HAS_MEMBER = {
  _type: 'sentry_organization_has_member',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: MEMBER_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const TEAM_HAS_MEMBER = {
  _type: 'sentry_team_has_member',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: MEMBER_ENTITY._type,
  schema: schemaOf({
    teamRole: ['string', 'Not there where the role in the organization says it.'],
  }),
} satisfies StepRelationshipMetadata;

const MEMBERS = {
  name: 'members',
  endpoint: pathTo`/organizations/{organization}/members/`,
  permission: 'the scope member:read',
} satisfies Resource;

/**
 * The list of the organization lacks machines, and people who join while it is read. The lists of teams have them. So one
 * step reads both kinds of lists.
 */
export const membersStep: SentryStep = {
  id: 'fetch-members',
  name: 'Fetch members of the organization and its teams',
  entities: [MEMBER_ENTITY],
  relationships: [ORGANIZATION_HAS_MEMBER, TEAM_HAS_MEMBER],
  dependsOn: [teamsStep.id],
  reads: [MEMBERS, TEAM_MEMBERS],
  async executionHandler(context) {
    const { jobState } = context;
    const organization = await organizationKeyOf(context.executionConfig.client);
    // Members of teams whom the list of the organization lacks so far: thousands, so as text, which takes less memory.
    const late = new Map<string, string>();

    async function add(member: Member): Promise<void> {
      const entity = createMemberEntity(member);
      late.delete(entity._key);
      await addEntityOnce(jobState, entity);
      await addEdge(jobState, ORGANIZATION_HAS_MEMBER, organization, entity._key);
    }

    const ofTeams = readTeamMembers(context, async (team, member) => {
      const toKey = memberKey(member.id);
      if (!late.has(toKey) && !jobState.hasKey(toKey)) late.set(toKey, JSON.stringify(member));
      await addEdgeUnchecked(jobState, TEAM_HAS_MEMBER, team._key, toKey, { teamRole: member.teamRole ?? undefined });
    });
    try {
      await finishAll(context, readOrganizationMembers(context, add), ofTeams);
    } finally {
      for (const member of late.values()) await add(JSON.parse(member) as Member);
    }
  },
};

async function readOrganizationMembers(
  context: SentryStepContext,
  add: (member: Member) => Promise<void>,
): Promise<void> {
  let none = true;
  await readList(context, MEMBERS, async () => {
    for await (const member of context.executionConfig.client.list<Member>(MEMBERS.endpoint)) {
      none = false;
      await add(member);
    }
  });
  if (none) throw new IncompleteDataError('Sentry lists no members, though an organization has its owner at least.');
}
