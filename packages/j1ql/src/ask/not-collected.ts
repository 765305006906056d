import { parse } from '../grammar/parse';
import type { GraphData } from '../graph/graph';
import type { RunRecord } from '../loader/run-record';
import { isAnyVerb } from '../plan/scope';
import type { Condition, EntityPattern, Query, Step, Traversal, Values } from '../syntax/tree';
import { collectedNames, type Collected } from './collected-names';

export interface Loaded {
  instances: readonly { integration: string; record: Pick<RunRecord, 'off' | 'declaredTypes'> }[];
  data: GraphData;
  people: number;
}

/** A type or class that no instance collected, because its sources are off. */
export interface Missing {
  name: string;
  /** The settings that switch the sources on; empty without a `run.json`. */
  settings: string[];
}

export function notCollected(text: string, { instances, data }: Pick<Loaded, 'instances' | 'data'>): Missing[] {
  const off = instances.flatMap(({ record }) => record.off);
  if (off.length === 0) return [];
  const collected = collectedNames(data);
  const offNames = new Set(off.flatMap(({ types, classes }) => [...types, ...classes]));
  const queries = queriesIn(parse(text));
  const missingOf = (names: string[]) =>
    [...new Set(names)].filter((name) => offNames.has(name) && !collected.names.has(name));
  const entities = missingOf(queries.flatMap(patternsOf).flatMap(namesOf));
  const missing =
    entities.length > 0 ? entities : missingOf(queries.flatMap((query) => relationshipsIn(query, collected, offNames)));
  return missing.map((name) => {
    const sources = off.filter(({ types, classes }) => types.includes(name) || classes.includes(name));
    return { name, settings: [...new Set(sources.flatMap(({ setting }) => setting ?? []))] };
  });
}

export function notCollectedText({ name, settings }: Missing): string {
  const [first, ...others] = settings.map((setting) => `${setting}=true`);
  if (first === undefined) return `${name} is not collected: its source is off.`;
  const how = others.length === 0 ? `${first} switches it on` : `${[first, ...others].join(', ')} switch it on`;
  return `${name} is not collected: its source is off. ${how}.`;
}

/** Types that no loaded integration can collect, and people when there is no roster. */
export function notLoaded(text: string, { instances, data, people }: Loaded): string[] {
  const names = queriesIn(parse(text)).flatMap(patternsOf).flatMap(namesOf);
  const present = collectedNames(data).names;
  const roster = names.includes('Person') && people === 0 && !present.has('Person') ? [NO_ROSTER] : [];
  if (instances.some(({ record }) => record.declaredTypes === undefined)) return roster;
  const declared = new Set(instances.flatMap(({ record }) => record.declaredTypes));
  // A type has an underscore; a class begins with a capital letter.
  const unknown = names.filter((name) => /^[a-z].*_/.test(name) && !declared.has(name) && !present.has(name));
  return [...[...new Set(unknown)].map((name) => `${name} is not collected: no loaded integration has it.`), ...roster];
}

const NO_ROSTER = 'There is no roster: give one with --people.';

function queriesIn(query: Query): Query[] {
  const inValues = (values: Values): Query[] => {
    if (values.kind === 'subquery') return queriesIn(values.query);
    return values.kind === 'anyOf' || values.kind === 'allOf' ? values.values.flatMap(inValues) : [];
  };
  const inCondition = (condition: Condition): Query[] =>
    condition.kind === 'comparison' ? inValues(condition.right) : condition.parts.flatMap(inCondition);
  const conditions = [...patternsOf(query).map(({ filter }) => filter), query.where];
  return [query, ...conditions.flatMap((condition) => (condition ? inCondition(condition) : []))];
}

function patternsOf({ start, steps }: Query): EntityPattern[] {
  const inStep = (step: Step): EntityPattern[] =>
    step.kind === 'optional' ? step.steps.flatMap(inStep) : [step.target];
  return [start, ...steps.flatMap(inStep)];
}

const namesOf = ({ selector }: EntityPattern): string[] =>
  selector.kind === 'names' ? selector.names.map(({ name }) => name) : [];

/** For each traversal without a collected relationship type: the matching types that are off. */
function relationshipsIn({ start, steps }: Query, collected: Collected, off: ReadonlySet<string>): string[] {
  const typesOf = ({ selector }: EntityPattern): string[] =>
    selector.kind === 'names'
      ? selector.names.flatMap(({ name }) => collected.typesOfClass.get(name) ?? [name])
      : [...collected.entityTypes];
  const missing: string[] = [];
  const follow = (from: string[], step: Step): string[] => {
    if (step.kind === 'optional') return [...from, ...step.steps.reduce(follow, from)];
    const to = typesOf(step.target);
    const fits = (type: string) => isBetween(type, from, step, to);
    if (![...collected.relationshipTypes].some(fits)) missing.push(...[...off].filter(fits));
    return to;
  };
  steps.reduce(follow, typesOf(start));
  return missing;
}

/**
 * Whether the name of a relationship type matches a traversal: `heroku_team_has_user` is `heroku_team` HAS
 * `heroku_user`.
 */
function isBetween(type: string, from: string[], { verb, direction }: Traversal, to: string[]): boolean {
  const verbs = isAnyVerb(verb.names) ? undefined : verb.names.map(({ name }) => name.toLowerCase());
  const leads = (sources: string[], targets: string[]) =>
    sources
      .filter((source) => type.startsWith(`${source}_`))
      .some((source) => {
        const [written, ...rest] = type.slice(source.length + 1).split('_');
        if (verbs && !verbs.includes(written)) return false;
        return targets.some((target) => withoutShared(source, target) === rest.join('_'));
      });
  return (direction !== '<<' && leads(from, to)) || (direction !== '>>' && leads(to, from));
}

/** JupiterOne's SDK leaves out the words that both types start with. */
function withoutShared(source: string, target: string): string {
  const [own, words] = [source.split('_'), target.split('_')];
  let shared = 0;
  while (shared < words.length - 1 && own[shared] === words[shared]) shared++;
  return words.slice(shared).join('_');
}
