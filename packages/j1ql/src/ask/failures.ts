import { parse } from '../grammar/parse';
import type { CollectedGraph, Instance } from './collected-graph';
import { collectedNames } from './collected-names';
import { namesOf, partsOf, type QueryPart } from './query-parts';

/** A failure of a run that can make the answer of a query incomplete. */
export interface Failure {
  /** The instance, or an integration without a graph. */
  instance: string;
  /** Such as `Fetch members failed`. */
  reason: string;
  /** The types of the query that may be incomplete. If the list is empty, all types may be. */
  types: string[];
  /** Whether the query finds rows by an absence that the failure may cause. */
  isNegated: boolean;
}

/** @param integration if given, failures of other integrations are left out */
export function failuresFor(text: string, graph: CollectedGraph, integration?: string): Failure[] {
  const incomplete = graph.instances.filter(
    ({ integration: own, record }) => (integration === undefined || own === integration) && !isComplete(record),
  );
  const missing = graph.missing.filter((name) => integration === undefined || isPartOf(name, integration));
  if (incomplete.length === 0 && missing.length === 0) return [];
  const parts = partsOf(parse(text), collectedNames(graph.data).all);
  return [
    ...incomplete.flatMap((instance) => failureIn(parts, instance, classesOfTypes(graph))),
    ...missing
      .filter((name) => mayLack(name, parts, graph))
      .map((instance) => ({
        ...{ instance, reason: RUN_FAILED, types: [] },
        isNegated: parts.some(({ isNegated }) => isNegated),
      })),
  ];
}

const RUN_FAILED = 'the run failed';

const isComplete = ({ failedSteps, partialTypes, isFinished }: Instance['record']) =>
  failedSteps.length + partialTypes.length === 0 && isFinished !== false;

/** Empty for a relationship type; undefined if the classes are unknown. */
type ClassesOf = (type: string) => readonly string[] | undefined;

function failureIn(parts: QueryPart[], { id, record }: Instance, classesOf: ClassesOf): Failure[] {
  const { partialTypes } = record;
  const reason = record.isFinished === false ? 'the run has not finished' : failedText(record.failedSteps);
  const isNegated = (some: QueryPart[]) => some.some((part) => part.isNegated);
  if (partialTypes.length === 0) return [{ instance: id, reason, types: [], isNegated: isNegated(parts) }];
  const typesOf = (part: QueryPart) => partialTypes.filter((type) => readsType(part, type, classesOf));
  const affected = parts.filter((part) => typesOf(part).length > 0);
  if (affected.length === 0) return [];
  const types = [...new Set(affected.flatMap(typesOf))];
  return [{ instance: id, reason, types, isNegated: isNegated(affected) }];
}

function readsType({ pattern, canLeadHere }: QueryPart, type: string, classesOf: ClassesOf): boolean {
  if (canLeadHere?.(type)) return true;
  const classes = classesOf(type);
  if (classes?.length === 0) return false;
  if (pattern.selector.kind !== 'names') return true;
  const names = namesOf(pattern);
  if (names.includes(type)) return true;
  return names.some((name) => /^[A-Z]/.test(name) && (classes === undefined || classes.includes(name)));
}

function classesOfTypes({ instances, data }: CollectedGraph): ClassesOf {
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

/** Whether the query reads a type or class that the integration without a graph may have. */
function mayLack(missing: string, parts: QueryPart[], { instances }: CollectedGraph): boolean {
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

const SHOWN_STEPS = 3;

function failedText(steps: readonly string[]): string {
  if (steps.length === 0) return 'some data was not read';
  const more = steps.length > SHOWN_STEPS ? ` and ${steps.length - SHOWN_STEPS} more` : '';
  return `${steps.slice(0, SHOWN_STEPS).join(', ')}${more} failed`;
}

const reasonsText = (failures: readonly Failure[]) =>
  failures.map(({ instance, reason }) => `${reason} in ${instance}`).join('; ');

export const notKnownText = (failures: readonly Failure[]): string => `Not known: ${reasonsText(failures)}.`;

export function incompleteText(failures: readonly Failure[]): string {
  const isNegated = failures.some((failure) => failure.isNegated);
  return `${isNegated ? 'Some rows may be wrong, and there' : 'There'} may be more rows: ${reasonsText(failures)}.`;
}
