import type { ExplicitRelationship, Relationship } from '@jupiterone/integration-sdk-core';
import type { Graph } from '../runner/graph';

/** Nodes as `type key`, edges as `from -CLASS-> to`. */
export interface GraphSets {
  nodes: Set<string>;
  edges: Set<string>;
}

export function setsOf({ entities, relationships }: Graph): GraphSets {
  return {
    nodes: new Set(entities.map(({ _type, _key }) => `${_type} ${_key}`)),
    edges: new Set(relationships.map(edgeText)),
  };
}

/** A mapped edge has no target key, so this shows the web link by which JupiterOne finds the target. */
function edgeText(edge: Relationship): string {
  if (typeof edge._mapping !== 'object' || edge._mapping === null) {
    const { _fromEntityKey, _toEntityKey } = edge as ExplicitRelationship;
    return `${_fromEntityKey} -${edge._class}-> ${_toEntityKey}`;
  }
  const { sourceEntityKey, targetEntity } = edge._mapping;
  return `${sourceEntityKey} -${edge._class}-> ${String(targetEntity.webLink)}`;
}
