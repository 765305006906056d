import { textsOf, type GraphData, type Properties } from '../graph/graph';

export interface Collected {
  names: ReadonlySet<string>;
  entityTypes: ReadonlySet<string>;
  relationshipTypes: ReadonlySet<string>;
  typesOfClass: ReadonlyMap<string, readonly string[]>;
}

interface CollectedByInstance {
  all: Collected;
  /** The names in one instance, and relationship types that belong to no instance. */
  of: (instance: string) => Collected;
}

const known = new WeakMap<GraphData, CollectedByInstance>();

export function collectedNames(data: GraphData): CollectedByInstance {
  const before = known.get(data);
  if (before) return before;
  const all = counter();
  const shared = counter();
  const instances = new Map<string, Counter>();
  const counterFor = ({ _integrationInstanceId: instance }: Properties) => {
    if (typeof instance !== 'string') return shared;
    let own = instances.get(instance);
    if (own === undefined) instances.set(instance, (own = counter()));
    return own;
  };
  for (const entity of data.entities) {
    all.addEntity(entity);
    counterFor(entity).addEntity(entity);
  }
  for (const relationship of data.relationships) {
    all.addRelationship(relationship);
    counterFor(relationship).addRelationship(relationship);
  }
  const ofShared = shared.collected([]);
  const byInstance = new Map(
    [...instances].map(([instance, own]) => [instance, own.collected(ofShared.relationshipTypes)]),
  );
  const collected = { all: all.collected([]), of: (instance: string) => byInstance.get(instance) ?? ofShared };
  known.set(data, collected);
  return collected;
}

type Counter = ReturnType<typeof counter>;

function counter() {
  const typesOfClass = new Map<string, Set<string>>();
  const entityTypes = new Set<string>();
  const relationshipTypes = new Set<string>();
  return {
    addEntity({ _type, _class }: Properties) {
      for (const type of textsOf(_type)) {
        entityTypes.add(type);
        for (const name of textsOf(_class)) {
          const types = typesOfClass.get(name);
          if (types) types.add(type);
          else typesOfClass.set(name, new Set([type]));
        }
      }
    },
    addRelationship({ _type }: Properties) {
      for (const type of textsOf(_type)) relationshipTypes.add(type);
    },
    collected(moreRelationships: Iterable<string>): Collected {
      const relationships = new Set([...relationshipTypes, ...moreRelationships]);
      return {
        names: new Set([...entityTypes, ...relationships, ...typesOfClass.keys()]),
        entityTypes,
        relationshipTypes: relationships,
        typesOfClass: new Map([...typesOfClass].map(([name, types]) => [name, [...types]])),
      };
    },
  };
}
