import { timeOf } from '@j1-integrations/integration-kit';

/** The part of .../platform-api-reference#enterprise-account-member that is read. Its id is the membership's. */
export interface EnterpriseMember {
  user?: { id?: string | null; email?: string | null } | null;
  permissions?: { name?: string | null }[] | null;
  two_factor_authentication?: boolean | null;
  identity_provider?: { id?: string | null } | null;
  last_login?: string | null;
}

/** The part of .../platform-api-reference#team-member that is read. Its id is the membership's. */
export interface TeamMember {
  /** Null while an invitation is not accepted. */
  user?: { id?: string | null; email?: string | null; name?: string | null } | null;
  email?: string | null;
  role?: string | null;
  federated?: boolean | null;
  two_factor_authentication?: boolean | null;
  identity_provider?: { id?: string | null } | null;
}

/** One person, as all member lists together know them. */
export interface Person {
  id: string;
  name?: string;
  email?: string;
  identityProviderId?: string;
  /** Undefined where no list says any. */
  permissions?: Set<string>;
  mfaEnabled?: boolean;
  federated?: boolean;
  /** Undefined where no list says so, and not every list is known. */
  enterpriseMember?: boolean;
  lastLoginOn?: number;
}

type Scalar = 'name' | 'email' | 'identityProviderId';

/**
 * Gathers people by user id from lists that arrive in any order, so that every run over the same lists gives the same
 * people. Each list has a place: enterprises come first, by account id, then teams, by team id.
 */
export function gatherPeople() {
  const people = new Map<string, Person>();
  /** The place of the list that each scalar comes from. */
  const places = new Map<string, Partial<Record<Scalar, number>>>();

  function personOf(id: string): Person {
    let person = people.get(id);
    if (!person) {
      person = { id };
      people.set(id, person);
      places.set(id, {});
    }
    return person;
  }

  /** The first list that knows a scalar decides. */
  function decide(person: Person, scalar: Scalar, value: string | null | undefined, place: number) {
    const known = places.get(person.id);
    if (!value || !known || place >= (known[scalar] ?? Infinity)) return;
    known[scalar] = place;
    person[scalar] = value;
  }

  function addCommon(person: Person, member: EnterpriseMember | TeamMember, place: number) {
    decide(person, 'email', member.user?.email, place);
    decide(person, 'identityProviderId', member.identity_provider?.id, place);
    const mfa = member.two_factor_authentication;
    // One list that says no is enough: a false alarm is looked into, a missed one is not.
    if (typeof mfa === 'boolean') person.mfaEnabled = mfa && person.mfaEnabled !== false;
  }

  return {
    addEnterpriseMember(id: string, member: EnterpriseMember, place: number): void {
      const person = personOf(id);
      addCommon(person, member, place);
      person.enterpriseMember = true;
      if (member.permissions) {
        const names = member.permissions.flatMap(({ name }) => name ?? []);
        person.permissions = new Set([...(person.permissions ?? []), ...names]);
      }
      const lastLoginOn = timeOf(member.last_login);
      if (lastLoginOn !== undefined) person.lastLoginOn = Math.max(lastLoginOn, person.lastLoginOn ?? 0);
    },
    addTeamMember(id: string, member: TeamMember, place: number): void {
      const person = personOf(id);
      addCommon(person, member, place);
      decide(person, 'email', member.email, place);
      decide(person, 'name', member.user?.name, place);
      if (typeof member.federated === 'boolean') person.federated = member.federated || person.federated === true;
    },
    /**
     * Sorted by user id.
     *
     * @param everyEnterprise whether every enterprise's list was read to its end: else nobody is known to be in none.
     */
    all: (everyEnterprise: boolean): Person[] =>
      [...people.values()]
        .map((person) => (everyEnterprise ? { ...person, enterpriseMember: person.enterpriseMember ?? false } : person))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
