import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { createEntityOfUser, firstText, schemaOf } from '@j1-integrations/integration-kit';
import { ACCOUNT_ENTITY } from './enterprise-accounts';
import type { Person } from './people';
import { TEAM_ENTITY } from './teams';

export const MEMBER_ENTITY = {
  resourceName: 'User',
  _type: 'heroku_account_member',
  _class: ['User'],
  schema: schemaOf({
    id: 'string',
    email: 'identity',
    username: ['identity', 'the e-mail address'],
    mfaEnabled: ['boolean', 'false if at least one list of members says so'],
    isMfaEnabled: ['boolean', 'the same as `mfaEnabled`'],
    federated: ['boolean', 'whether they log in through an identity provider'],
    permissions: ['strings', 'the permissions in all enterprise accounts'],
    enterpriseMember: ['boolean', 'false only if every enterprise account could be read'],
    enterpriseAccountId: [
      'string',
      'the smallest id, if there are several accounts; there is an edge for each account',
    ],
    identityProviderId: 'string',
    lastLoginOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const ACCOUNT_HAS_MEMBER = {
  _type: 'heroku_account_has_member',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: MEMBER_ENTITY._type,
  schema: schemaOf({ permissions: ['string', 'sorted, with commas'] }),
} satisfies StepRelationshipMetadata;

export const TEAM_HAS_MEMBER = {
  _type: 'heroku_team_has_account_member',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: MEMBER_ENTITY._type,
  schema: schemaOf({ role: 'string', federated: 'boolean' }),
} satisfies StepRelationshipMetadata;

/** The key of the public graph-heroku, so that the history of the entity stays. */
export const memberKey = (userId: string) => userId;

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
