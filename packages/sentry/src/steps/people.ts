import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntityOfUser, firstText, pick, schemaOf, timeOf } from '@j1-integrations/integration-kit';

/**
 * `id` is the membership's. `role` is the old name of `orgRole`, on old self-hosted servers.
 * @see https://docs.sentry.io/api/organizations/list-an-organizations-members/
 */
export interface Member {
  id: string;
  email?: string | null;
  name?: string | null;
  /** `null`: invited. */
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
    id: ['string', "The membership's."],
    userId: ['string', 'The same in all organizations; not there until the invitation is accepted.'],
    email: 'identity',
    username: 'identity',
    role: ['string', 'In the organization.'],
    pending: ['boolean', 'Whether the invitation is not accepted yet.'],
    expired: ['boolean', 'Whether the invitation has expired.'],
    inviteStatus: 'string',
    inviterName: 'string',
    mfaEnabled: 'boolean',
    isMfaEnabled: ['boolean', 'The same.'],
    active: 'boolean',
    isActive: ['boolean', 'The same.'],
    ssoLinked: ['boolean', 'Whether the account is linked with single sign-on.'],
    ssoInvalid: ['boolean', 'Whether that link is broken.'],
    idpProvisioned: ['boolean', 'Whether an identity provider made the membership.'],
    hasPasswordAuth: ['boolean', 'Whether there is a password besides single sign-on.'],
    isManaged: ['boolean', 'Whether an organization manages the account.'],
    isStaff: ['boolean', "Of Sentry's own, or the server's, staff."],
    isSuperuser: 'boolean',
    createdOn: ['time', "The membership's."],
    joinedOn: ['time', "The user's first day at Sentry."],
    lastLoginOn: 'time',
    lastActiveOn: 'time',
    dateJoined: ['time', '`joinedOn`, by the name of the public graph-sentry.'],
    lastLogin: ['time', '`lastLoginOn`, likewise.'],
    lastActive: ['time', '`lastActiveOn`, likewise.'],
  }),
} satisfies StepEntityMetadata;

/** @param id of the membership: an invited person has no other id */
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
      // The names of the public graph-sentry, which saved questions use.
      dateJoined: timeOf(user.dateJoined),
      lastLogin: timeOf(user.lastLogin),
      lastActive: timeOf(user.lastActive),
    },
    pick(member, 'id', 'email', 'name', 'orgRole', 'pending', 'expired', 'inviteStatus', 'dateCreated'),
  );
}
