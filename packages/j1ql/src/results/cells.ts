import type { Graph } from '../graph/graph';
import { edgeProperties, vertexProperties } from '../graph/read';
import { identityOf, isAbsent } from '../values/values';
import { edgeItem, vertexItem } from './shapes';

/** An entity or relationship in a cell; -1 is none. */
export class Reference {
  constructor(
    readonly kind: 'vertex' | 'edge',
    readonly number: number,
  ) {}

  item(graph: Graph): unknown {
    if (this.number === -1) return null;
    return this.kind === 'vertex' ? vertexItem(graph, this.number) : edgeItem(graph, this.number);
  }

  properties(graph: Graph): [name: string, value: unknown][] {
    if (this.number === -1) return [];
    return this.kind === 'vertex' ? vertexProperties(graph, this.number) : edgeProperties(graph, this.number);
  }
}

export const cellIdentity = (cell: unknown): string =>
  cell instanceof Reference ? `${cell.kind} ${cell.number}` : identityOf(isAbsent(cell) ? undefined : cell);
