import { plainText } from '@j1-integrations/provider-http';
import type { Tree, VertexItem } from '../index';
import type { TreeFormat } from './settings';

const labelOf = ({ entity }: VertexItem) => {
  const name = typeof entity.displayName === 'string' ? entity.displayName : String(entity._key);
  return [name, [entity._type].flat().join(', ')] as const;
};

export function treeText({ vertices, edges }: Tree, format: TreeFormat): string {
  const nodes = new Map(vertices.map(({ id }, at) => [id, `n${at + 1}`]));
  const ends = edges.map((edge) => ({
    from: nodes.get(edge.fromVertexId) ?? '',
    to: nodes.get(edge.toVertexId) ?? '',
    verb: String(edge.relationship._class),
  }));
  if (format === 'mermaid') {
    const lines = vertices.map((vertex) => `  ${nodes.get(vertex.id)}["${labelOf(vertex).map(mermaid).join('<br>')}"]`);
    const arrows = ends.map(({ from, to, verb }) => `  ${from} -- "${mermaid(verb)}" --> ${to}`);
    return ['graph LR', ...lines, ...arrows].join('\n');
  }
  const lines = vertices.map(
    (vertex) => `  ${nodes.get(vertex.id)} [label="${labelOf(vertex).map(dot).join('\\n')}"];`,
  );
  const arrows = ends.map(({ from, to, verb }) => `  ${from} -> ${to} [label="${dot(verb)}"];`);
  return ['digraph {', '  rankdir=LR;', '  node [shape=box];', ...lines, ...arrows, '}'].join('\n');
}

const dot = (text: string) => plainText(text).replace(/[\\"]/g, '\\$&');

const mermaid = (text: string) =>
  plainText(text).replace(/[^\p{L}\p{N} ._@/:-]/gu, (sign) => `#${sign.codePointAt(0)};`);
