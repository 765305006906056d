import { textsOf, type Properties } from '../graph/graph';
import { identityOf, valuesOf } from '../values/values';

type Mutable = Record<string, unknown>;

export interface TargetFinder {
  /** All named properties must match. Of a list, one value must match; of `_class`, all values. */
  matching(filter: Properties, names: readonly string[]): Mutable[];
  add(entity: Mutable): void;
}

export function targetFinder(entities: readonly Mutable[]): TargetFinder {
  const all = [...entities];
  const indexes = new Map<string, Map<string, Mutable[]>>();
  const put = (index: Map<string, Mutable[]>, name: string, entity: Mutable) => {
    for (const value of new Set(valuesOf(entity[name]).map(identityOf))) {
      const list = index.get(value);
      if (list) list.push(entity);
      else index.set(value, [entity]);
    }
  };
  const indexOf = (name: string) => {
    const known = indexes.get(name);
    if (known) return known;
    const index = new Map<string, Mutable[]>();
    for (const entity of all) put(index, name, entity);
    indexes.set(name, index);
    return index;
  };
  return {
    matching(filter, names) {
      // A class has many entities, so another property is faster.
      const looked = names.find((name) => name !== '_class') ?? names[0];
      if (looked === undefined || names.some((name) => valuesOf(filter[name]).length === 0)) return [];
      const index = indexOf(looked);
      const candidates = new Set(valuesOf(filter[looked]).flatMap((value) => index.get(identityOf(value)) ?? []));
      return [...candidates].filter((entity) => names.every((name) => fits(entity, filter, name)));
    },
    add(entity) {
      all.push(entity);
      for (const [name, index] of indexes) put(index, name, entity);
    },
  };
}

function fits(entity: Properties, filter: Properties, name: string): boolean {
  const own = valuesOf(entity[name]);
  if (name === '_class') return textsOf(filter[name]).every((one) => own.includes(one));
  return valuesOf(filter[name]).some((value) => own.includes(value));
}
