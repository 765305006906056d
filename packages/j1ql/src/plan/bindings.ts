import { invalid } from '../errors/error';
import { edgeReader, vertexReader } from '../graph/read';
import type { Graph } from '../graph/graph';
import type { Row } from '../run/row';
import type { Name, Property } from '../syntax/tree';
import type { Evaluate } from './expressions';
import type { Binding, Scope, Use } from './scope';

export function bindingReader(binding: Binding): (row: Row) => number {
  switch (binding.kind) {
    case 'vertex':
      return ({ vertices }) => vertices[binding.slot];
    case 'edge':
      return ({ edges }) => edges[binding.slot];
    case 'group':
      return ({ vertices, groupEnds }) => vertices[groupEnds[binding.group]];
  }
}

/** In `u.tag.Owner`, the alias is `u` and the property is `tag.Owner`. */
export function splitProperty({ names }: Property): { alias: Name; property?: string } {
  const [alias, ...rest] = names;
  return rest.length === 0 ? { alias } : { alias, property: rest.map(({ name }) => name).join('.') };
}

const BARE_WORD = `In WHERE, write a property with its alias, u.active, and a string in quotes, 'active'.`;

export function rowProperty(property: Property, scope: Scope, graph: Graph, use: Use): Evaluate<Row> {
  const { alias, property: name } = splitProperty(property);
  const isBareWord = use === 'filter' && name === undefined;
  const binding = scope.find(alias, use, isBareWord ? BARE_WORD : undefined);
  if (name === undefined) {
    throw invalid(
      `"${alias.name}" is an entity or relationship, but this place needs a value.`,
      alias.at.start,
      `Name one of its properties: ${alias.name}.displayName.`,
    );
  }
  const bound = bindingReader(binding);
  const read = binding.kind === 'edge' ? edgeReader(graph, name) : vertexReader(graph, name);
  return (row) => {
    const number = bound(row);
    return number === -1 ? undefined : read(number);
  };
}
