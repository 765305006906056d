import { parse } from '../grammar/parse';
import { collectedNames } from './collected-names';
import type { Instance, Loaded } from './loaded';
import { namesOf, partsOf, type QueryPart } from './query-parts';

/** A failed step, and what it leaves incomplete for a query. */
export interface NotRead {
  /** The instance, or an integration without a graph. */
  instance: string;
  /** Why, such as `Fetch members failed`. */
  reason: string;
  /** The types of the query that may be incomplete; empty if any may be. */
  types: string[];
  /** Whether rows depend on an absence. */
  isNegated: boolean;
}

/** @param integration the only integration that counts; undefined: all count */
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
  // A type without entities and without a recorded class may have any class.
  return names.some((name) => /^[A-Z]/.test(name) && (classes === undefined || classes.includes(name)));
}

/** Empty for a relationship type; undefined if unknown. */
function classesOfTypes({ instances, data }: Loaded): ClassesOf {
  const { all } = collectedNames(data);
  return (type) => {
    if (all.relationshipTypes.has(type)) return [];
    const recorded = instances.flatMap(({ record }) => record.classesOfType?.[type] ?? []);
    const read = [...all.typesOfClass].filter(([, types]) => types.includes(type)).map(([name]) => name);
    if (recorded.length + read.length > 0) return [...recorded, ...read];
    const isRecorded = instances.some(({ record }) => record.classesOfType && record.declaredTypes?.includes(type));
    return isRecorded ? [] : undefined;
  };
}

/** Whether a failed integration could hold something that the query looks for. */
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

/** Folders of several accounts have names such as `heroku-labs` and `heroku-prod`. */
export const isPartOf = (name: string, integration: string): boolean =>
  name === integration || name.startsWith(`${integration}-`);

const STEPS = 3;

function failedText(steps: readonly string[]): string {
  if (steps.length === 0) return 'some data was not read';
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
