import {
  RelationshipClass,
  type Entity,
  type JobState,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  schemaOf,
  type Source,
  namesIn,
  listIn,
  warnOfLeftOut,
} from '@j1-integrations/integration-kit';
import type { SentryStep } from '../config';
import { membersStep } from './members';
import { ORGANIZATION_ENTITY, organizationKey, type Organization, type OrganizationRole } from './organization';
import { MEMBER_ENTITY } from './people';

export const ROLE_ENTITY = {
  resourceName: 'Role',
  _type: 'sentry_role',
  _class: ['AccessRole'],
  schema: schemaOf({
    id: 'string',
    description: 'string',
    superAdmin: ['boolean', 'Whether it may do everything. Missing for a custom role.'],
    scopes: 'strings',
    isGlobal: ['boolean', 'Whether it is valid in every team.'],
    isRetired: ['boolean', 'Whether it can no longer be assigned.'],
    minimumTeamRole: 'string',
    desc: ['string', '`description`, for queries that were written for graph-sentry.'],
    allowed: ['boolean', "Whether the token's user may assign it."],
    isAllowed: ['boolean', 'The same as `allowed`.'],
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_ROLE = {
  _type: 'sentry_organization_has_role',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: ROLE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const MEMBER_ASSIGNED_ROLE = {
  _type: 'sentry_member_assigned_role',
  _class: RelationshipClass.ASSIGNED,
  sourceType: MEMBER_ENTITY._type,
  targetType: ROLE_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-sentry, so that the history of the entity stays. */
export const roleKey = (id: string) => `sentry-role:${id}`;

/** Sentry's own roles. Custom roles are unknown. @see https://docs.sentry.io/organization/membership/ */
const SUPER_ADMIN: Readonly<Record<string, boolean>> = {
  owner: true,
  manager: true,
  admin: false,
  member: false,
  billing: false,
};

export function createRoleEntity(role: OrganizationRole): Entity {
  return createEntity({
    _key: roleKey(role.id),
    _type: ROLE_ENTITY._type,
    _class: ROLE_ENTITY._class,
    id: role.id,
    name: firstText(role.name, role.id),
    description: role.desc,
    superAdmin: SUPER_ADMIN[role.id],
    scopes: namesIn(role.scopes),
    isGlobal: role.isGlobal,
    isRetired: role.isRetired,
    minimumTeamRole: role.minimumTeamRole,
    // For queries that were written for graph-sentry.
    desc: role.desc,
    allowed: role.allowed,
    isAllowed: role.isAllowed,
  });
}

export const rolesSource: Source = {
  id: 'ingestRoles',
  title: 'Roles',
  description: "The organization's roles, and the members with each role.",
  onByDefault: true,
  requests: 'none: the organization and its members contain them',
};

/** Some servers do not list roles. Then the roles of the members are added. */
export const rolesStep: SentryStep = {
  id: 'fetch-roles',
  name: 'Fetch roles',
  entities: [ROLE_ENTITY],
  relationships: [ORGANIZATION_HAS_ROLE, MEMBER_ASSIGNED_ROLE],
  dependsOn: [membersStep.id],
  source: rolesSource,
  async executionHandler({ executionConfig: { client }, jobState, logger }) {
    const organization = await client.organization<Organization>();
    const rolesOf = await rolesOfMembers(jobState);
    const unlisted = [...new Set(rolesOf.values())].sort().map((id) => ({ id }));
    const roles = listIn(organization.orgRoleList, 'orgRoleList');
    const listed = roles.filter(({ id }) => id);
    const withoutId = roles.length - listed.length;
    if (withoutId > 0) warnOfLeftOut(logger, new Map([['orgRoleList', withoutId]]));
    for (const role of [...listed, ...unlisted]) {
      await addEntityOnce(jobState, createRoleEntity(role));
      await addEdge(jobState, ORGANIZATION_HAS_ROLE, organizationKey(organization.id), roleKey(role.id));
    }
    for (const [member, role] of rolesOf) await addEdge(jobState, MEMBER_ASSIGNED_ROLE, member, roleKey(role));
  },
};

async function rolesOfMembers(jobState: JobState): Promise<Map<string, string>> {
  const roles = new Map<string, string>();
  await jobState.iterateEntities({ _type: MEMBER_ENTITY._type }, ({ _key, role }) => {
    if (typeof role === 'string') roles.set(_key, role);
  });
  return roles;
}
