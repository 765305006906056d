import type { Item } from './pack';

/** The page can compute some texts. Here, `true` or the position of an entity replaces them, to save space. */
export function shortenEntity(entity: Item): Item {
  return entity._id === entityId(entity) ? { ...entity, _id: true } : entity;
}

export function restoreEntity(entity: Item): Item {
  if (entity._id === true) (entity as Record<string, unknown>)._id = entityId(entity);
  return entity;
}

const entityId = ({ _integrationInstanceId: instance, _key: key }: Item) => `${String(instance)}/${String(key)}`;

export function relationshipShortener(entities: readonly Item[]): (relationship: Item) => Item {
  const byId = new Map(entities.map(({ _id }, place) => [_id, place]));
  return (relationship) => {
    const short: Record<string, unknown> = { ...relationship };
    for (const end of ['from', 'to'] as const) {
      const [key, id] = [relationship[`_${end}EntityKey`], relationship[`_${end}EntityId`]];
      const place = byId.get(id ?? `${String(relationship._integrationInstanceId)}/${String(key)}`);
      if (place === undefined) continue;
      if (entities[place]._key === key) short[`_${end}EntityKey`] = place;
      if (id !== undefined) short[`_${end}EntityId`] = place;
    }
    if (relationship._key === relationshipKey(relationship)) short._key = true;
    return short;
  };
}

/** Names each property, because a loop is slower for many relationships. */
export function restoreRelationship(short: Item, entities: readonly Item[]): Item {
  const whole = short as Record<string, unknown>;
  if (typeof whole._fromEntityKey === 'number') whole._fromEntityKey = entities[whole._fromEntityKey]._key;
  if (typeof whole._toEntityKey === 'number') whole._toEntityKey = entities[whole._toEntityKey]._key;
  if (typeof whole._fromEntityId === 'number') whole._fromEntityId = entities[whole._fromEntityId]._id;
  if (typeof whole._toEntityId === 'number') whole._toEntityId = entities[whole._toEntityId]._id;
  if (whole._key === true) whole._key = relationshipKey(whole);
  return whole;
}

/** As JupiterOne's SDK writes it. */
const relationshipKey = ({ _fromEntityKey: from, _class: verb, _toEntityKey: to }: Item) =>
  `${String(from)}|${String(verb).toLowerCase()}|${String(to)}`;
