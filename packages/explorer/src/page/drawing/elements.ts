import type { ElementDefinition } from 'cytoscape';
import type { Drawn, DrawnEdge } from '../data/drawn';
import { cut } from '../parts/cut';
import { count, visible } from '../parts/text';
import { foldId, layOut } from './layout';
import { kindOf } from './styles';

export function elementsOf(
  drawn: Drawn,
  { middle, open }: { middle?: string; open: readonly string[] },
): ElementDefinition[] {
  const { places, branches } = layOut(drawn, middle);
  const nodes = drawn.nodes.map(({ id, name, type, classes }): ElementDefinition => {
    const label = `${cut(oneLine(name), 28)}\n${cut(type, 32)}`;
    const isOpen = open.includes(id) || id === middle;
    return {
      data: { id, label, width: widthOf(label), kind: kindOf(classes) },
      position: places.get(id),
      classes: [id === middle ? 'middle' : '', isOpen ? 'open' : ''].join(' '),
    };
  });
  const folds = drawn.folds.map((fold): ElementDefinition => {
    const label = `${count(fold.hidden)}${fold.hidden < fold.count ? ' more' : ''}\n${cut(fold.type, 32)}`;
    return {
      data: { id: foldId(fold), label, width: widthOf(label) },
      position: places.get(foldId(fold)),
      classes: 'fold',
    };
  });
  const foldEdges = drawn.folds.map((fold): ElementDefinition => {
    const ends = fold.direction === 'out' ? [fold.id, foldId(fold)] : [foldId(fold), fold.id];
    const [from, to] = ends.map((id) => places.get(id)?.x ?? 0);
    return {
      data: { source: ends[0], target: ends[1], label: fold.verb },
      classes: `folded ${sidesOf(from, to)}`,
    };
  });
  // Ids of relationships may repeat, so edges have no id.
  const edges = drawn.edges.map((edge): ElementDefinition => {
    const [from, to] = [places.get(edge.from)?.x ?? 0, places.get(edge.to)?.x ?? 0];
    const isBranch = branches.get(edge.from) === edge.to || branches.get(edge.to) === edge.from;
    const shape = from === to ? 'vertical' : sidesOf(from, to);
    const classes = `${shape} ${isBranch ? '' : 'cross'}`;
    return { data: { source: edge.from, target: edge.to, label: edgeLabel(edge) }, classes };
  });
  return [...nodes, ...folds, ...edges, ...foldEdges];
}

const sidesOf = (from: number, to: number) =>
  `${from < to ? 'rightwards' : 'leftwards'} ${Math.abs(from) > Math.abs(to) ? 'inwards' : ''}`;

const oneLine = (text: string) => visible(text.replace(/\s+/g, ' '));

function edgeLabel({ verb, properties }: DrawnEdge): string {
  const detail = properties.find(([name]) => /^(role|permissions|stage|escalationLevel)/.test(name));
  return detail ? `${verb} · ${cut(oneLine(String(detail[1])), 24)}` : verb;
}

const widthOf = (label: string) => Math.max(70, Math.max(...label.split('\n').map((line) => line.length)) * 6.6 + 18);
