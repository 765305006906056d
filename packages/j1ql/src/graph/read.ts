import { propertyReader } from '../values/values';
import { textsOf, type Graph } from './graph';

/** A property of a vertex or of an edge, by its number. */
export type Reader = (number: number) => unknown;

/** A property of vertices. `_type` is a text where it is one, and `_class` always a list. */
export function vertexReader({ entities, ids }: Graph, name: string): Reader {
  const own = propertyReader(name);
  switch (name) {
    case '_id':
      return (vertex) => ids[vertex];
    case '_type':
      return (vertex) => oneOrAll(own(entities[vertex]));
    case '_class':
      return (vertex) => textsOf(own(entities[vertex]));
    case '_deleted':
      return (vertex) => own(entities[vertex]) ?? false;
    default:
      return (vertex) => own(entities[vertex]);
  }
}

/** A property of edges. Their ends are known by id and by key, however they were given. */
export function edgeReader({ relationships, entities, ids, from, to }: Graph, name: string): Reader {
  const own = propertyReader(name);
  switch (name) {
    case '_id':
      return (edge) => own(relationships[edge]) ?? relationships[edge]._key;
    case '_class':
    case '_type':
      return (edge) => oneOrAll(own(relationships[edge]));
    case 'displayName':
      return (edge) => own(relationships[edge]) ?? oneOrAll(relationships[edge]._class);
    case '_deleted':
      return (edge) => own(relationships[edge]) ?? false;
    case '_fromEntityId':
      return (edge) => ids[from[edge]];
    case '_toEntityId':
      return (edge) => ids[to[edge]];
    case '_fromEntityKey':
      return (edge) => entities[from[edge]]._key;
    case '_toEntityKey':
      return (edge) => entities[to[edge]]._key;
    default:
      return (edge) => own(relationships[edge]);
  }
}

const oneOrAll = (value: unknown) => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value);

const MADE_FOR_VERTICES = ['_id'];
const MADE_FOR_EDGES = ['_id', 'displayName', '_fromEntityId', '_toEntityId', '_fromEntityKey', '_toEntityKey'];

/** Raw data of the provider is no property: JupiterOne keeps it elsewhere. */
const isProperty = (name: string) => name !== '_rawData';

export const vertexProperties = (graph: Graph, vertex: number): string[] =>
  [...new Set([...MADE_FOR_VERTICES, ...Object.keys(graph.entities[vertex])])].filter(isProperty);

export const edgeProperties = (graph: Graph, edge: number): string[] =>
  [...new Set([...MADE_FOR_EDGES, ...Object.keys(graph.relationships[edge])])].filter(isProperty);
