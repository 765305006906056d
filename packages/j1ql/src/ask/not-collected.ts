import { parse } from '../grammar/parse';
import { collectedNames, type Collected } from './collected-names';
import type { Instance, Loaded } from './loaded';
import { namesOf, partsOf, type QueryPart } from './query-parts';

/** A type or class of a query that instances did not collect, because its sources are off. */
export interface Missing {
  name: string;
  /** The settings that switch the sources on; empty without a `run.json`. */
  settings: string[];
  /** The instances without it; empty if no instance has it. */
  instances: string[];
  /** Whether rows depend on an absence. */
  isNegated: boolean;
}

export function notCollected(text: string, { instances, data }: Pick<Loaded, 'instances' | 'data'>): Missing[] {
  if (instances.every(({ record }) => record.off.length === 0)) return [];
  const collected = collectedNames(data);
  const parts = partsOf(parse(text), collected.all);
  const lacks = instances.flatMap((instance) => {
    const own = collected.of(instance.id);
    return offIn(parts, instance, own).map((lack) => ({ ...lack, instance }));
  });
  return [...new Set(lacks.map(({ name }) => name))].map((name) => {
    const own = lacks.filter((lack) => lack.name === name);
    const without = new Set(own.map(({ instance }) => instance));
    const sources = [...without].flatMap(({ record }) => record.off.filter(hasName(name)));
    const types = new Set(sources.flatMap((source) => source.types));
    const isElsewhere = instances.some(
      (other) => !without.has(other) && (collected.of(other.id).names.has(name) || isOn(other, name, types)),
    );
    return {
      name,
      settings: [...new Set(sources.flatMap(({ setting }) => setting ?? []))],
      instances: isElsewhere ? [...without].map(({ id }) => id) : [],
      isNegated: own.some(({ isNegated }) => isNegated),
    };
  });
}

interface Lack {
  name: string;
  isNegated: boolean;
}

/** The names of the parts that are off in an instance. Missing entities explain missing relationships. */
function offIn(parts: QueryPart[], { record }: Instance, collected: Collected): Lack[] {
  const names = new Set(record.off.flatMap(({ types, classes }) => [...types, ...classes]));
  const isMissing = (name: string) => names.has(name) && !collected.names.has(name);
  const entities = parts.flatMap(({ pattern, isNegated }) =>
    namesOf(pattern)
      .filter(isMissing)
      .map((name) => ({ name, isNegated })),
  );
  if (entities.length > 0) return entities;
  return parts.flatMap(({ canLeadHere, isNegated }) => {
    if (!canLeadHere || [...collected.relationshipTypes].some(canLeadHere)) return [];
    return [...names].filter((name) => isMissing(name) && canLeadHere(name)).map((name) => ({ name, isNegated }));
  });
}

const hasName =
  (name: string) =>
  ({ types, classes }: Instance['record']['off'][number]) =>
    types.includes(name) || classes.includes(name);

/** Whether an instance collects a name, or one of the types behind it, although it found none. */
function isOn({ record }: Instance, name: string, types: ReadonlySet<string>): boolean {
  if (record.off.some(hasName(name))) return false;
  return record.declaredTypes?.some((type) => type === name || types.has(type)) === true;
}

export function notCollectedText({ name, settings, instances }: Missing): string {
  const where = instances.length === 0 ? '' : ` in ${instances.join(', ')}`;
  const what = `${name} is not collected${where}: its source is off.`;
  const [first, ...others] = settings.map((setting) => `${setting}=true`);
  if (first === undefined) return what;
  const how = others.length === 0 ? `${first} switches it on` : `${[first, ...others].join(', ')} switch it on`;
  return `${what} ${how}.`;
}

/** Types that no loaded integration can collect, and people without a roster. */
export function notLoaded(text: string, { instances, data, people }: Loaded): { name: string; text: string }[] {
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

const NO_ROSTER = 'There is no roster: give one with --people.';
