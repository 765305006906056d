import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntityOfUser, firstText, pick, schemaOf, timeOf } from '@j1-integrations/integration-kit';

/**
 * `id` is the id of the membership. On old self-hosted servers, `orgRole` is called `role`.
 * @see https://docs.sentry.io/api/organizations/list-an-organizations-members/
 */
export interface Member {
  id: string;
  email?: string | null;
  name?: string | null;
  /** `null`: an invited person. */
  user?: User | null;
  orgRole?: string | null;
  role?: string | null;
  pending?: boolean | null;
  expired?: boolean | null;
  flags?: Partial<Record<'idp:provisioned' | 'sso:linked' | 'sso:invalid', boolean | null>> | null;
  dateCreated?: string | null;
  inviteStatus?: string | null;
  inviterName?: string | null;
}

export interface User {
  id?: string | null;
  name?: string | null;
  username?: string | null;
  email?: string | null;
  isActive?: boolean | null;
  has2fa?: boolean | null;
  hasPasswordAuth?: boolean | null;
  isManaged?: boolean | null;
  isStaff?: boolean | null;
  isSuperuser?: boolean | null;
  dateJoined?: string | null;
  lastLogin?: string | null;
  lastActive?: string | null;
}

export const MEMBER_ENTITY = {
  resourceName: 'Member',
  _type: 'sentry_member',
  _class: ['User'],
  schema: schemaOf({
    id: ['string', 'The id of the membership.'],
    userId: ['string', 'The same in all organizations. Missing until the invitation is accepted.'],
    email: 'identity',
    username: 'identity',
    role: ['string', 'The role in the organization.'],
    pending: ['boolean', 'Whether the invitation is not accepted yet.'],
    expired: ['boolean', 'Whether the invitation has expired.'],
    inviteStatus: 'string',
    inviterName: 'string',
    mfaEnabled: 'boolean',
    isMfaEnabled: ['boolean', 'The same as `mfaEnabled`.'],
    active: 'boolean',
    isActive: ['boolean', 'The same as `active`.'],
    ssoLinked: ['boolean', 'Whether the account is linked with single sign-on.'],
    ssoInvalid: ['boolean', 'Whether that link is broken.'],
    idpProvisioned: ['boolean', 'Whether an identity provider created the membership.'],
    hasPasswordAuth: ['boolean', 'Whether there is a password, also with single sign-on.'],
    isManaged: ['boolean', 'Whether an organization manages the account.'],
    isStaff: ['boolean', "Whether the user is an employee of Sentry, or of the server's operator."],
    isSuperuser: 'boolean',
    createdOn: ['time', 'The start of the membership.'],
    joinedOn: ['time', "The user's first day at Sentry."],
    lastLoginOn: 'time',
    lastActiveOn: 'time',
    dateJoined: ['time', '`joinedOn`, for queries that were written for graph-sentry.'],
    lastLogin: ['time', '`lastLoginOn`, for the same reason.'],
    lastActive: ['time', '`lastActiveOn`, for the same reason.'],
  }),
} satisfies StepEntityMetadata;

/** @param id the id of the membership, because an invited person has no other id */
export const memberKey = (id: string) => `sentry-user-${id}`;

export function createMemberEntity(member: Member): Entity {
  const user = member.user ?? {};
  const email = member.email || user.email || undefined;
  return createEntityOfUser(
    {
      _key: memberKey(member.id),
      _type: MEMBER_ENTITY._type,
      _class: MEMBER_ENTITY._class,
      id: member.id,
      userId: user.id,
      name: firstText(member.name, user.name, email, user.username, member.id),
      email,
      username: user.username || undefined,
      role: member.orgRole ?? member.role,
      pending: member.pending,
      expired: member.expired,
      inviteStatus: member.inviteStatus,
      inviterName: member.inviterName,
      mfaEnabled: user.has2fa ?? undefined,
      active: user.isActive ?? undefined,
      ssoLinked: member.flags?.['sso:linked'],
      ssoInvalid: member.flags?.['sso:invalid'],
      idpProvisioned: member.flags?.['idp:provisioned'],
      hasPasswordAuth: user.hasPasswordAuth,
      isManaged: user.isManaged,
      isStaff: user.isStaff,
      isSuperuser: user.isSuperuser,
      createdOn: timeOf(member.dateCreated),
      joinedOn: timeOf(user.dateJoined),
      lastLoginOn: timeOf(user.lastLogin),
      lastActiveOn: timeOf(user.lastActive),
      // For queries that were written for graph-sentry.
      dateJoined: timeOf(user.dateJoined),
      lastLogin: timeOf(user.lastLogin),
      lastActive: timeOf(user.lastActive),
    },
    pick(member, 'id', 'email', 'name', 'orgRole', 'pending', 'expired', 'inviteStatus', 'dateCreated'),
  );
}
