import { parse } from '../grammar/parse';
import { collectedNames } from './collected-names';
import type { Instance, Loaded } from './loaded';
import { namesOf, partsOf, type QueryPart } from './query-parts';

/** What a query asks about and a failed step did not read completely. */
export interface NotRead {
  /** The instance, or a part of a run without a graph. */
  instance: string;
  /** Why, such as `Fetch members failed`. */
  reason: string;
  /** The types of the query that may be incomplete; empty if any may be. */
  types: string[];
  /** Whether rows depend on what is not found. */
  isNegated: boolean;
}

/** @param integration asks about this integration only; undefined: about all. */
export function notRead(text: string, graph: Loaded, integration?: string): NotRead[] {
  const failed = graph.instances.filter(
    ({ integration: own, record }) => (integration === undefined || own === integration) && !isComplete(record),
  );
  const missing = graph.missing.filter((name) => integration === undefined || isPartOf(name, integration));
  if (failed.length === 0 && missing.length === 0) return [];
  const parts = partsOf(parse(text), collectedNames(graph.data).all);
  return [
    ...failed.flatMap((instance) => partialIn(parts, instance, classesOfTypes(graph))),
    ...missing
      .filter((name) => canHold(name, parts, graph))
      .map((instance) => ({
        ...{ instance, reason: RUN_FAILED, types: [] },
        isNegated: parts.some(({ isNegated }) => isNegated),
      })),
  ];
}

const RUN_FAILED = 'the run failed';

const isComplete = ({ failedSteps, partialTypes, isFinished }: Instance['record']) =>
  failedSteps.length + partialTypes.length === 0 && isFinished !== false;

type ClassesOf = (type: string) => readonly string[] | undefined;

function partialIn(parts: QueryPart[], { id, record }: Instance, classesOf: ClassesOf): NotRead[] {
  const { partialTypes } = record;
  const reason = record.isFinished === false ? 'the run did not finish' : failedText(record.failedSteps);
  const isNegated = (touched: QueryPart[]) => touched.some((part) => part.isNegated);
  // Without their names, any type may be incomplete.
  if (partialTypes.length === 0) return [{ instance: id, reason, types: [], isNegated: isNegated(parts) }];
  const typesOf = (part: QueryPart) => partialTypes.filter((type) => touches(part, type, classesOf));
  const touched = parts.filter((part) => typesOf(part).length > 0);
  if (touched.length === 0) return [];
  const types = [...new Set(touched.flatMap(typesOf))];
  return [{ instance: id, reason, types, isNegated: isNegated(touched) }];
}

function touches({ pattern, canLeadHere }: QueryPart, type: string, classesOf: ClassesOf): boolean {
  if (canLeadHere?.(type)) return true;
  const classes = classesOf(type);
  if (classes?.length === 0) return false;
  if (pattern.selector.kind !== 'names') return true;
  const names = namesOf(pattern);
  if (names.includes(type)) return true;
  // A type of which nothing was read, and of which no record tells the class, may be of any class.
  return names.some((name) => /^[A-Z]/.test(name) && (classes === undefined || classes.includes(name)));
}

/** The classes of a type; none for a relationship; undefined if they are not known. */
function classesOfTypes({ instances, data }: Loaded): ClassesOf {
  const { all } = collectedNames(data);
  return (type) => {
    if (all.relationshipTypes.has(type)) return [];
    const told = instances.flatMap(({ record }) => record.classesOfType?.[type] ?? []);
    const seen = [...all.typesOfClass].filter(([, types]) => types.includes(type)).map(([name]) => name);
    if (told.length + seen.length > 0) return [...told, ...seen];
    const isTold = instances.some(({ record }) => record.classesOfType && record.declaredTypes?.includes(type));
    return isTold ? [] : undefined;
  };
}

/** Whether a part of a run without a graph could hold something that the query asks for. */
function canHold(missing: string, parts: QueryPart[], { instances }: Loaded): boolean {
  const isOfMissing = (type: string) => {
    const known = instances.filter(({ record }) => record.declaredTypes?.includes(type));
    const isOf = ({ integration }: Instance) => isPartOf(missing, integration);
    return known.length === 0 ? !instances.some(isOf) : known.some(isOf);
  };
  return parts.some(({ pattern }) => {
    if (pattern.selector.kind !== 'names') return true;
    return namesOf(pattern).some((name) => (/^[A-Z]/.test(name) ? name !== 'Person' : isOfMissing(name)));
  });
}

/** The folders of several accounts are called `heroku-labs`, `heroku-prod`. */
export const isPartOf = (name: string, integration: string): boolean =>
  name === integration || name.startsWith(`${integration}-`);

const STEPS = 3;

function failedText(steps: readonly string[]): string {
  if (steps.length === 0) return 'not all was read';
  const more = steps.length > STEPS ? ` and ${steps.length - STEPS} more` : '';
  return `${steps.slice(0, STEPS).join(', ')}${more} failed`;
}

const reasonsText = (found: readonly NotRead[]) =>
  found.map(({ instance, reason }) => `${reason} in ${instance}`).join('; ');

/** For an answer without rows. */
export const notKnownText = (found: readonly NotRead[]): string => `Not known: ${reasonsText(found)}.`;

/** For an answer with rows. */
export function notAllText(found: readonly NotRead[]): string {
  const isNegated = found.some((one) => one.isNegated);
  return `${isNegated ? 'Some rows may be wrong, and there' : 'There'} may be more: ${reasonsText(found)}.`;
}
