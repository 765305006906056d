import { textsOf, type GraphData, type Properties } from '../graph/graph';

const addresses = (entity: Properties): string[] =>
  textsOf(entity.email)
    .map((address) => address.trim().toLowerCase())
    .filter((address) => address !== '');

const isOf = (name: string) => {
  return (entity: Properties) => textsOf(entity._class).includes(name) && entity._deleted !== true;
};

/** Joins users to people by e-mail address, and people to their managers by address or employee id. Needs `_id`. */
export function joinPeople({ entities, relationships }: GraphData): Properties[] {
  const people = entities.filter(isOf('Person'));
  if (people.length === 0) return [];
  const byAddress = indexOf(people, addresses);
  const byEmployeeId = indexOf(people, (person) => textsOf(person.employeeId).map((id) => id.toLowerCase()));
  const known = new Set(relationships.filter(({ _class }) => _class === 'IS').map(({ _key }) => _key));
  const users = entities.filter(isOf('User')).flatMap((user) => {
    const persons = new Set(addresses(user).flatMap((address) => byAddress.get(address) ?? []));
    return [...persons].map((person) => edge(user, 'IS', person));
  });
  const managers = people.flatMap((person) => {
    const named = textsOf(person.manager).map((text) => text.toLowerCase());
    const bosses = new Set(named.flatMap((text) => byAddress.get(text) ?? byEmployeeId.get(text) ?? []));
    return [...bosses].filter((boss) => boss !== person).map((boss) => edge(boss, 'MANAGES', person));
  });
  return [...users, ...managers].filter(({ _key }) => !known.has(_key));
}

function indexOf(people: readonly Properties[], keysOf: (person: Properties) => string[]): Map<string, Properties[]> {
  const index = new Map<string, Properties[]>();
  for (const person of people) {
    for (const key of new Set(keysOf(person))) index.set(key, [...(index.get(key) ?? []), person]);
  }
  return index;
}

function edge(from: Properties, verb: string, to: Properties): Properties {
  const [fromType] = textsOf(from._type);
  const [toType] = textsOf(to._type);
  return {
    _key: `${String(from._id)}|${verb.toLowerCase()}|${String(to._id)}`,
    _type: `${fromType}_${verb.toLowerCase()}_${toType}`,
    _class: verb,
    _source: 'system-mapper',
    displayName: verb,
    _fromEntityId: from._id,
    _fromEntityKey: from._key,
    _toEntityId: to._id,
    _toEntityKey: to._key,
  };
}
