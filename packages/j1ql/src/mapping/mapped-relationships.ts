import { textsOf, type Properties } from '../graph/graph';
import { targetFinder } from './targets';

type Mutable = Record<string, unknown>;

/** A relationship whose target JupiterOne finds by a filter, often in another integration. */
export interface MappedRelationship extends Properties {
  _mapping: {
    sourceEntityKey: string;
    relationshipDirection: 'FORWARD' | 'REVERSE';
    targetFilterKeys: readonly (readonly string[])[];
    targetEntity: Properties;
    skipTargetCreation?: boolean;
  };
}

export function isMapped(relationship: Properties): relationship is MappedRelationship {
  const mapping = relationship._mapping as Partial<MappedRelationship['_mapping']> | null | undefined;
  return (
    typeof mapping === 'object' &&
    mapping !== null &&
    typeof mapping.sourceEntityKey === 'string' &&
    Array.isArray(mapping.targetFilterKeys) &&
    typeof mapping.targetEntity === 'object' &&
    mapping.targetEntity !== null
  );
}

/**
 * Finds the targets of mapped relationships like JupiterOne's mapper. If there is none, it adds the target entity to
 * `entities`, unless the relationship forbids this. Later relationships add their properties to a created entity.
 */
export function joinMapped(entities: Mutable[], mapped: readonly MappedRelationship[]): Properties[] {
  if (mapped.length === 0) return [];
  const finder = targetFinder(entities);
  const isCreated = new Set<Mutable>();
  return mapped.flatMap((relationship) => {
    const { _mapping, ...properties } = relationship;
    const { targetFilterKeys, targetEntity, skipTargetCreation, sourceEntityKey, relationshipDirection } = _mapping;
    const found = new Set(targetFilterKeys.flatMap((keys) => finder.matching(targetEntity, [keys].flat())));
    for (const target of found) if (isCreated.has(target)) addMissing(target, targetEntity);
    if (found.size === 0 && skipTargetCreation !== true) {
      const created = createdFrom(targetEntity, targetFilterKeys);
      isCreated.add(created);
      entities.push(created);
      finder.add(created);
      found.add(created);
    }
    const [sourceEnd, targetEnd] = relationshipDirection === 'REVERSE' ? ['to', 'from'] : ['from', 'to'];
    return [...found].map((target) => ({
      ...properties,
      _source: 'system-mapper',
      // A source is always in the same instance, so it needs no id.
      [`_${sourceEnd}EntityKey`]: sourceEntityKey,
      [`_${targetEnd}EntityKey`]: target._key,
      [`_${targetEnd}EntityId`]: target._id,
    }));
  });
}

function addMissing(created: Mutable, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) if (created[name] === undefined) created[name] = value;
}

/** A value may contain the separators of the key. */
const escaped = (value: unknown) => String(value).replace(/[\\|+]/g, '\\$&');

function createdFrom(targetEntity: Properties, keys: MappedRelationship['_mapping']['targetFilterKeys']): Mutable {
  const names = [...new Set(keys.flat())].filter((name) => targetEntity[name] !== undefined);
  const made = names.map((name) => `${name}=${[targetEntity[name]].flat().map(escaped).join('+')}`).join('|');
  const key = typeof targetEntity._key === 'string' ? targetEntity._key : `mapped_entity:${made}`;
  return {
    _type: 'mapped_entity',
    ...targetEntity,
    _id: `system-mapper/${key}`,
    _key: key,
    _class: textsOf(targetEntity._class),
    _source: 'system-mapper',
  };
}
