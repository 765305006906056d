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
  /** Sorted. Undefined where no list says any. */
  permissions?: readonly string[];
  mfaEnabled?: boolean;
  federated?: boolean;
  /** Undefined where no list says so, and not every list is known. */
  enterpriseMember?: boolean;
  /** The first of those whose list has them. */
  enterpriseAccountId?: string;
  lastLoginOn?: number;
}

/** Whose first known value counts. */
type Scalar = 'name' | 'email' | 'identityProviderId' | 'enterpriseAccountId';

/** A person, and the place of the list that each scalar comes from. */
type Gathered = Person & Partial<Record<`${Scalar}Place`, number>>;

/** With all its fields at once: of those that come later each would cost a large enterprise some megabytes. */
const stranger = (id: string): Gathered => ({
  id,
  name: undefined,
  namePlace: undefined,
  email: undefined,
  emailPlace: undefined,
  identityProviderId: undefined,
  identityProviderIdPlace: undefined,
  permissions: undefined,
  mfaEnabled: undefined,
  federated: undefined,
  enterpriseMember: undefined,
  enterpriseAccountId: undefined,
  enterpriseAccountIdPlace: undefined,
  lastLoginOn: undefined,
});

/**
 * Gathers people by user id from lists that arrive in any order, so that every run over the same lists gives the same
 * people. Each list has a place: enterprises come first, by account id, then teams, by team id.
 */
export function gatherPeople() {
  const people = new Map<string, Gathered>();
  const oneOf = createPool();

  function personOf(id: string): Gathered {
    let person = people.get(id);
    if (!person) {
      person = stranger(id);
      people.set(id, person);
    }
    return person;
  }

  /** The first list that knows a scalar decides. */
  function decide(person: Gathered, scalar: Scalar, value: string | null | undefined, place: number) {
    if (!value || place >= (person[`${scalar}Place`] ?? Infinity)) return;
    person[`${scalar}Place`] = place;
    person[scalar] = value;
  }

  function addCommon(person: Gathered, member: EnterpriseMember | TeamMember, place: number) {
    decide(person, 'email', member.user?.email, place);
    decide(person, 'identityProviderId', member.identity_provider?.id, place);
    const mfa = member.two_factor_authentication;
    // One list that says no is enough: a false alarm is looked into, a missed one is not.
    if (typeof mfa === 'boolean') person.mfaEnabled = mfa && person.mfaEnabled !== false;
  }

  return {
    addEnterpriseMember(id: string, member: EnterpriseMember, account: { id: string; place: number }): void {
      const person = personOf(id);
      addCommon(person, member, account.place);
      decide(person, 'enterpriseAccountId', account.id, account.place);
      person.enterpriseMember = true;
      if (member.permissions) {
        const names = member.permissions.flatMap(({ name }) => name ?? []);
        person.permissions = oneOf([...(person.permissions ?? []), ...names]);
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
     * Gives everyone out, sorted by user id, and forgets them one by one: an enterprise has many.
     *
     * @param everyEnterprise whether every enterprise's list was read to its end: else no person is known to be in none.
     */
    *all(everyEnterprise: boolean): Generator<Person, void, undefined> {
      for (const id of [...people.keys()].sort()) {
        const person = people.get(id) as Person;
        if (everyEnterprise) person.enterpriseMember ??= false;
        yield person;
        people.delete(id);
      }
    },
  };
}

/** Sorts texts and leaves out what repeats; the same texts are the same array, as most people may do the same things. */
function createPool() {
  const pool = new Map<string, readonly string[]>();
  return (texts: readonly string[]): readonly string[] => {
    const sorted = [...new Set(texts)].sort();
    const key = JSON.stringify(sorted);
    const known = pool.get(key) ?? sorted;
    pool.set(key, known);
    return known;
  };
}
