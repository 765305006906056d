import type { Entity, Relationship, StepMetadata } from '@jupiterone/integration-sdk-core';

type Types = Readonly<Record<string, { type: string | readonly string[] }>>;

/** The types of the properties that a step declares, by the `_type` of the object. */
export type DeclaredTypes = ReadonlyMap<string, Types>;

export const declaredTypes = ({
  entities,
  relationships,
}: Pick<StepMetadata, 'entities' | 'relationships'>): DeclaredTypes =>
  new Map([...entities, ...relationships].map(({ _type, schema }) => [_type, (schema?.properties ?? {}) as Types]));

/**
 * Removes values that are not of the declared type: a query for `false` would miss the text "false".
 *
 * @returns the names of the properties
 */
export function dropMistyped(object: Entity | Relationship, types: DeclaredTypes): string[] {
  const values = object as Record<string, unknown>;
  const declared = types.get(object._type) ?? {};
  const isMistyped = (name: string) =>
    Object.hasOwn(declared, name) && values[name] != null && !isOf(declared[name].type, values[name]);
  const mistyped = Object.keys(values).filter(isMistyped);
  for (const name of mistyped) delete values[name];
  return mistyped;
}

function isOf(type: string | readonly string[], value: unknown): boolean {
  if (Array.isArray(value)) return type.includes('array') && value.every((item) => typeof item === 'string');
  return type === typeof value || (Array.isArray(type) && type.includes(typeof value));
}
