import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createUserEntity, firstText, pick, timeOf } from '@j1-integrations/integration-kit';

/**
 * The part of https://docs.sentry.io/api/organizations/list-an-organizations-members/ that is read. `id` is the
 * membership's. `role` is what `orgRole` was called before: servers of one's own may be as old.
 */
export interface Member {
  id: string;
  email?: string | null;
  name?: string | null;
  /** Null until the invitation is accepted. */
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
} satisfies StepEntityMetadata;

/** @param id the membership's: whoever was invited has no other yet. */
export const memberKey = (id: string) => `sentry-user-${id}`;

export function createMember(member: Member): Entity {
  const user = member.user ?? {};
  const email = member.email || user.email || undefined;
  return createUserEntity(
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
    },
    pick(member, 'id', 'email', 'name', 'orgRole', 'pending', 'expired', 'inviteStatus', 'dateCreated'),
  );
}
