import { timeOf, namesIn } from '@j1-integrations/integration-kit';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#enterprise-account-member */
export interface EnterpriseMember {
  user?: { id?: string | null; email?: string | null } | null;
  permissions?: { name?: string | null }[] | null;
  two_factor_authentication?: boolean | null;
  identity_provider?: { id?: string | null } | null;
  last_login?: string | null;
}

/** @see https://devcenter.heroku.com/articles/platform-api-reference#team-member */
export interface TeamMember {
  /** Null for an open invitation. */
  user?: { id?: string | null; email?: string | null; name?: string | null } | null;
  email?: string | null;
  role?: string | null;
  federated?: boolean | null;
  two_factor_authentication?: boolean | null;
  identity_provider?: { id?: string | null } | null;
}

export interface Person {
  id: string;
  name?: string;
  email?: string;
  identityProviderId?: string;
  permissions?: readonly string[];
  mfaEnabled?: boolean;
  federated?: boolean;
  enterpriseMember?: boolean;
  enterpriseAccountId?: string;
  lastLoginOn?: number;
}

/** For these fields, the first list with a value decides. */
type Scalar = 'name' | 'email' | 'identityProviderId' | 'enterpriseAccountId';

/** `emailPlace` is the place of the list that gave `email`, and so on. */
type Gathered = Person & Partial<Record<`${Scalar}Place`, number>>;

/** All fields exist from the start: for a large enterprise, fields that are added later cost megabytes. */
const emptyPerson = (id: string): Gathered => ({
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
 * Merges people from many lists. The place of a list (enterprises by id, then teams by id) decides, and not the order in which
 * the lists arrive.
 */
export function gatherPeople() {
  const people = new Map<string, Gathered>();
  const oneOf = createPool();

  function personOf(id: string): Gathered {
    let person = people.get(id);
    if (!person) {
      person = emptyPerson(id);
      people.set(id, person);
    }
    return person;
  }

  function decide(person: Gathered, scalar: Scalar, value: string | null | undefined, place: number) {
    if (!value || place >= (person[`${scalar}Place`] ?? Infinity)) return;
    person[`${scalar}Place`] = place;
    person[scalar] = value;
  }

  function addCommon(person: Gathered, member: EnterpriseMember | TeamMember, place: number) {
    decide(person, 'email', member.user?.email, place);
    decide(person, 'identityProviderId', member.identity_provider?.id, place);
    const mfa = member.two_factor_authentication;
    // If lists differ, `false` counts: a false alarm does less harm than a missed one.
    if (typeof mfa === 'boolean') person.mfaEnabled = mfa && person.mfaEnabled !== false;
  }

  return {
    addEnterpriseMember(id: string, member: EnterpriseMember, account: { id: string; place: number }): void {
      const person = personOf(id);
      addCommon(person, member, account.place);
      decide(person, 'enterpriseAccountId', account.id, account.place);
      person.enterpriseMember = true;
      const permissions = namesIn(member.permissions);
      if (permissions) person.permissions = oneOf([...(person.permissions ?? []), ...permissions]);
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
    /** Yields the people sorted by id, and frees the memory of each. @param everyEnterprise see `EVERY_ENTERPRISE_READ` */
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

/** Most people have the same permissions, so equal arrays are stored once. */
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
