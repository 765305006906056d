import { textsOf, type GraphData } from '../graph/graph';

export interface Collected {
  names: ReadonlySet<string>;
  entityTypes: ReadonlySet<string>;
  relationshipTypes: ReadonlySet<string>;
  typesOfClass: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<GraphData, Collected>();

export function collectedNames(data: GraphData): Collected {
  const before = known.get(data);
  if (before) return before;
  const typesOfClass = new Map<string, Set<string>>();
  const entityTypes = new Set<string>();
  for (const { _type, _class } of data.entities) {
    for (const type of textsOf(_type)) {
      entityTypes.add(type);
      for (const name of textsOf(_class)) {
        const types = typesOfClass.get(name);
        if (types) types.add(type);
        else typesOfClass.set(name, new Set([type]));
      }
    }
  }
  const relationshipTypes = new Set<string>();
  for (const { _type } of data.relationships) for (const type of textsOf(_type)) relationshipTypes.add(type);
  const collected = {
    names: new Set([...entityTypes, ...relationshipTypes, ...typesOfClass.keys()]),
    entityTypes,
    relationshipTypes,
    typesOfClass: new Map([...typesOfClass].map(([name, types]) => [name, [...types]])),
  };
  known.set(data, collected);
  return collected;
}
