import type { Entity, Relationship, StepGraphObjectMetadata, StepMetadata } from '@jupiterone/integration-sdk-core';
import type { Graph } from '../runner/graph';

interface Declared {
  type: string | readonly string[];
}

const IN_ALL_OBJECTS = /^(_.*|name|displayName)$/;

/** Finds properties that are undeclared, of another kind, or missing. @param run of data that has every property */
export function propertyDifferences(
  { integrationSteps }: { integrationSteps: readonly StepMetadata[] },
  run: Graph,
): string[] {
  const metadata = new Map<string, StepGraphObjectMetadata>();
  for (const { entities, relationships, mappedRelationships = [] } of integrationSteps) {
    for (const one of [...entities, ...relationships, ...mappedRelationships]) metadata.set(one._type, one);
  }
  const emitted = kindsByType([...run.entities, ...run.relationships]);
  return [...metadata].flatMap(([type, { schema }]) => {
    const declared = (schema?.properties ?? {}) as Record<string, Declared>;
    const kinds = emitted.get(type) ?? new Map<string, Set<string>>();
    const wrong = [...kinds].flatMap(([name, found]) => {
      if (!Object.hasOwn(declared, name)) return `${type}.${name} is not declared`;
      const allowed = [declared[name].type].flat();
      return [...found].filter((kind) => !allowed.includes(kind)).map((kind) => `${type}.${name} is ${kind}`);
    });
    const never = Object.keys(declared).filter((name) => !kinds.has(name));
    return [...wrong, ...never.map((name) => `${type}.${name} is declared, but missing`)];
  });
}

/** By type, then by property. */
function kindsByType(objects: readonly (Entity | Relationship)[]): Map<string, Map<string, Set<string>>> {
  const types = new Map<string, Map<string, Set<string>>>();
  for (const object of objects) {
    const kinds = types.get(object._type) ?? new Map<string, Set<string>>();
    types.set(object._type, kinds);
    for (const [name, value] of Object.entries(object)) {
      // null: a property that the class requires, but the integration does not know.
      if (IN_ALL_OBJECTS.test(name) || value == null) continue;
      kinds.set(name, (kinds.get(name) ?? new Set()).add(Array.isArray(value) ? 'array' : typeof value));
    }
  }
  return types;
}
