import type { End } from '../format/contents';
import type { Item } from '../format/pack';

export interface Ends {
  of(relationship: Item): { from?: End; to?: End };
  /** Adds ids that are the same in each run. */
  withIds(relationships: readonly Item[]): Item[];
}

export const nameOf = (entity: Item): string => {
  const name = [entity.displayName, entity.name, entity._key].find(
    (value) => typeof value === 'string' && value !== '',
  );
  return typeof name === 'string' ? name : '';
};

/** Finds an end by id, then by key in the same instance, like the query engine. */
export function endsOf(entities: readonly Item[]): Ends {
  const byId = new Map(entities.map((entity) => [String(entity._id), entity]));
  const endOf = (relationship: Item, end: 'from' | 'to'): End => {
    const instance = String(relationship._integrationInstanceId);
    const given = relationship[`_${end}EntityId`];
    const id = typeof given === 'string' ? given : `${instance}/${String(relationship[`_${end}EntityKey`])}`;
    const entity = byId.get(id);
    return { id, name: entity ? nameOf(entity) : id };
  };
  return {
    of: (relationship) => ({ from: endOf(relationship, 'from'), to: endOf(relationship, 'to') }),
    withIds: (relationships) =>
      relationships.map((relationship) => {
        const { _id: id, _key: key, _class: verb, _integrationInstanceId: instance } = relationship;
        if (typeof id === 'string') return relationship;
        const ends = `${endOf(relationship, 'from').id}|${String(verb)}|${endOf(relationship, 'to').id}`;
        // Mapped relationships to several targets have the same key.
        const isOwn = typeof key === 'string' && relationship._source !== 'system-mapper';
        return { ...relationship, _id: isOwn ? `${String(instance)}/${key}` : ends };
      }),
  };
}
