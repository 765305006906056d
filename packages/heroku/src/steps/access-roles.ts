import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addEdge, createEntity, schemaOf } from '@j1-integrations/integration-kit';
import type { HerokuStep } from '../config';
import { MEMBER_ENTITY } from './member-entity';
import { eachRoleInTeams, membersStep, teamMembersSource } from './members';
import { accessSource } from './permissions';
import { TEAM_ENTITY, teamsStep } from './teams';

export const ACCESS_ROLE_ENTITY = {
  resourceName: 'Role in a team',
  _type: 'heroku_access_role',
  _class: ['AccessRole'],
  schema: schemaOf({
    teamId: 'string',
    superAdmin: ['boolean', 'unknown for a role that Heroku does not document'],
    systemRole: 'boolean',
  }),
} satisfies StepEntityMetadata;

export const TEAM_HAS_ACCESS_ROLE = {
  _type: 'heroku_team_has_access_role',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: ACCESS_ROLE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const MEMBER_ASSIGNED_ACCESS_ROLE = {
  _type: 'heroku_account_member_assigned_access_role',
  _class: RelationshipClass.ASSIGNED,
  sourceType: MEMBER_ENTITY._type,
  targetType: ACCESS_ROLE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const accessRoleKey = (teamId: string, role: string) => `${ACCESS_ROLE_ENTITY._type}:${teamId}:${role}`;

/** Only documented roles. */
const SUPER_ADMIN: Readonly<Record<string, boolean>> = {
  owner: true,
  admin: true,
  member: false,
  viewer: false,
  collaborator: false,
};

export function createAccessRoleEntity(team: { id: string; name: string }, role: string): Entity {
  return createEntity({
    _key: accessRoleKey(team.id, role),
    _type: ACCESS_ROLE_ENTITY._type,
    _class: ACCESS_ROLE_ENTITY._class,
    name: role,
    displayName: `${role} of ${team.name}`,
    teamId: team.id,
    superAdmin: SUPER_ADMIN[role],
    systemRole: true,
  });
}

/** It sends no request, because the lists of members contain the roles. */
export const accessRolesStep: HerokuStep = {
  id: 'build-access-roles',
  name: 'Build who has which role in which team',
  source: teamMembersSource,
  alsoTakes: [accessSource],
  entities: [ACCESS_ROLE_ENTITY],
  relationships: [TEAM_HAS_ACCESS_ROLE, MEMBER_ASSIGNED_ACCESS_ROLE],
  dependsOn: [teamsStep.id, membersStep.id],
  async executionHandler({ jobState }) {
    const names = new Map<string, string>();
    await jobState.iterateEntities({ _type: TEAM_ENTITY._type }, ({ _key, displayName }) => {
      names.set(_key, displayName ?? _key);
    });
    await eachRoleInTeams(jobState, async ({ team, member, role }) => {
      const key = accessRoleKey(team, role);
      if (!jobState.hasKey(key)) {
        await jobState.addEntity(createAccessRoleEntity({ id: team, name: names.get(team) ?? team }, role));
        await addEdge(jobState, TEAM_HAS_ACCESS_ROLE, team, key);
      }
      await addEdge(jobState, MEMBER_ASSIGNED_ACCESS_ROLE, member, key);
    });
  },
};
