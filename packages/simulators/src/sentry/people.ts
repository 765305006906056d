import { employeeAt, type Person } from '../company/people';
import { type Random } from '../server/random';
import { type Member, type TeamMember, type Team, type User } from './types';

/** The next number of a sequence with gaps. */
export type NextId = () => string;

export function createIds(random: Random): NextId {
  let last = random.integer(4_000_000, 5_000_000);
  return () => String((last += random.integer(1, 40)));
}

const NO_FLAGS: Member['flags'] = {
  'idp:provisioned': false,
  'idp:role-restricted': false,
  'sso:linked': false,
  'sso:invalid': false,
  'member-limit:restricted': false,
  'partnership:restricted': false,
};

export function createUser(random: Random, nextId: NextId, { name, email }: Person): User {
  return {
    id: nextId(),
    name,
    username: email,
    email,
    avatarUrl: `https://gravatar.example.com/avatar/${random.hex(32)}`,
    isActive: true,
    isSuspended: false,
    hasPasswordAuth: random.chance(0.4),
    isManaged: random.chance(0.3),
    dateJoined: random.time(2018, 2022),
    lastLogin: random.time(2025, 2026),
    lastActive: random.time(2025, 2026),
    has2fa: random.chance(0.9),
    isSuperuser: false,
    isStaff: false,
    experiments: {},
    emails: [{ id: nextId(), email, is_verified: true }],
  };
}

export function createMember(random: Random, nextId: NextId, person: Person): Member {
  const user = createUser(random, nextId, person);
  return {
    id: nextId(),
    email: user.email ?? '',
    name: user.name,
    user,
    orgRole:
      person.number === 0
        ? 'owner'
        : random.pick(['member', 'member', 'member', 'member', 'admin', 'manager', 'billing']),
    pending: false,
    expired: false,
    flags: { ...NO_FLAGS, 'sso:linked': random.chance(0.8), 'idp:provisioned': random.chance(0.3) },
    dateCreated: random.time(2019, 2024),
    inviteStatus: 'approved',
    inviterName: random.pick([null, employeeAt('sentry', 0).name]),
  };
}

export function createInvitation(random: Random, nextId: NextId, email: string, expired: boolean): Member {
  return {
    id: nextId(),
    email,
    name: email,
    user: null,
    orgRole: 'member',
    pending: true,
    expired,
    flags: NO_FLAGS,
    dateCreated: random.time(2025, 2026),
    inviteStatus: 'approved',
    inviterName: employeeAt('sentry', 0).name,
  };
}

export const asTeamMember = (member: Member, { slug }: Team, teamRole: string | null): TeamMember => ({
  ...member,
  teamRole,
  teamSlug: slug,
});
