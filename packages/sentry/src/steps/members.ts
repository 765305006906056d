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
    teamRole: ['string', 'Missing if the role in the organization decides.'],
  }),
} satisfies StepRelationshipMetadata;

const MEMBERS = {
  name: 'members',
  endpoint: pathTo`/organizations/{organization}/members/`,
  permission: 'the scope member:read',
} satisfies Resource;

/**
 * Some members are only in the lists of teams: machines, and people who join during the reading. So one step reads both the list
 * of the organization and the lists of teams.
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
    // Members of teams who were not in the organization's list so far. There may be thousands, and a text takes less memory.
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
  if (none)
    throw new IncompleteDataError(
      'Sentry lists no members, but each organization has an owner. The step fails, so that JupiterOne deletes nothing.',
    );
}
