import { parse } from '../grammar/parse';
import type { CollectedGraph, Instance } from './collected-graph';
import { collectedNames, type Collected } from './collected-names';
import { namesOf, partsOf, type QueryPart } from './query-parts';

/** A type or class of a query that is not collected, because its source is off. */
export interface OffName {
  name: string;
  /** The settings that switch it on; empty without a `run.json`. */
  settings: string[];
  /** The instances that do not collect it. If the list is empty, no instance does. */
  instances: string[];
  /** Whether the query finds rows by the absence of this type or class. */
  isNegated: boolean;
}

export function offNames(text: string, { instances, data }: Pick<CollectedGraph, 'instances' | 'data'>): OffName[] {
  if (instances.every(({ record }) => record.off.length === 0)) return [];
  const collected = collectedNames(data);
  const parts = partsOf(parse(text), collected.all);
  const found = instances.flatMap((instance) =>
    offNamesIn(parts, instance, collected.of(instance.id)).map((off) => ({ ...off, instance })),
  );
  return [...new Set(found.map(({ name }) => name))].map((name) => {
    const off = found.filter((one) => one.name === name);
    const without = new Set(off.map(({ instance }) => instance));
    const sources = [...without].flatMap(({ record }) => record.off.filter(hasName(name)));
    const types = new Set(sources.flatMap((source) => source.types));
    const isElsewhere = instances.some(
      (other) => !without.has(other) && (collected.of(other.id).names.has(name) || isOn(other, name, types)),
    );
    return {
      name,
      settings: [...new Set(sources.flatMap(({ setting }) => setting ?? []))],
      instances: isElsewhere ? [...without].map(({ id }) => id) : [],
      isNegated: off.some(({ isNegated }) => isNegated),
    };
  });
}

/** Names relationship types only if the query reads no entity type that is off. */
function offNamesIn(
  parts: QueryPart[],
  { record }: Instance,
  collected: Collected,
): Pick<OffName, 'name' | 'isNegated'>[] {
  const names = new Set(record.off.flatMap(({ types, classes }) => [...types, ...classes]));
  const isOff = (name: string) => names.has(name) && !collected.names.has(name);
  const entities = parts.flatMap(({ pattern, isNegated }) =>
    namesOf(pattern)
      .filter(isOff)
      .map((name) => ({ name, isNegated })),
  );
  if (entities.length > 0) return entities;
  return parts.flatMap(({ canLeadHere, isNegated }) => {
    if (!canLeadHere || [...collected.relationshipTypes].some(canLeadHere)) return [];
    return [...names].filter((name) => isOff(name) && canLeadHere(name)).map((name) => ({ name, isNegated }));
  });
}

const hasName =
  (name: string) =>
  ({ types, classes }: Instance['record']['off'][number]) =>
    types.includes(name) || classes.includes(name);

/** True also if the instance collects the name and has no such object. */
function isOn({ record }: Instance, name: string, types: ReadonlySet<string>): boolean {
  if (record.off.some(hasName(name))) return false;
  return record.declaredTypes?.some((type) => type === name || types.has(type)) === true;
}

export function offText({ name, settings, instances }: OffName): string {
  const where = instances.length === 0 ? '' : ` in ${instances.join(', ')}`;
  const text = `${name} is not collected${where}: its source is off.`;
  if (settings.length === 0) return text;
  return `${text} Set ${settings.map((setting) => `${setting}=true`).join(' and ')} to switch it on.`;
}

/** Types that no loaded integration can collect, and people without a roster. */
export function uncollectableNames(
  text: string,
  { instances, data, people }: CollectedGraph,
): { name: string; text: string }[] {
  const { all } = collectedNames(data);
  const names = partsOf(parse(text), all).flatMap(({ pattern }) => namesOf(pattern));
  const roster =
    names.includes('Person') && people === 0 && !all.names.has('Person') ? [{ name: 'Person', text: NO_ROSTER }] : [];
  if (instances.some(({ record }) => record.declaredTypes === undefined)) return roster;
  const declared = new Set(instances.flatMap(({ record }) => record.declaredTypes));
  // A type has an underscore; a class begins with a capital letter.
  const unknown = names.filter((name) => /^[a-z].*_/.test(name) && !declared.has(name) && !all.names.has(name));
  const textFor = (name: string) => `${name} is not collected: no loaded integration has it.`;
  return [...[...new Set(unknown)].map((name) => ({ name, text: textFor(name) })), ...roster];
}

const NO_ROSTER = 'There is no roster of people. Give one with --people.';
