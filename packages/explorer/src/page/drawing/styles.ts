import type { StylesheetJson } from 'cytoscape';

/** Decides the colour of an entity. */
export type Kind = 'person' | 'work' | 'group' | 'rest';

const KINDS = new Map<string, Kind>([
  ['Person', 'person'],
  ['User', 'person'],
  ['Application', 'work'],
  ['Project', 'work'],
  ['Service', 'work'],
  ['CodeRepo', 'work'],
  ['Team', 'group'],
  ['UserGroup', 'group'],
  ['Account', 'group'],
  ['Organization', 'group'],
]);

export const kindOf = (classes: readonly string[]): Kind =>
  classes.map((name) => KINDS.get(name)).find((kind) => kind) ?? 'rest';

type ReadCssVariable = (name: string) => string;

export function stylesFor(element: Element): StylesheetJson {
  const styles = getComputedStyle(element);
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  return [...nodeStyles(colour), ...edgeStyles(colour), ...edgeShapes(), ...edgeEmphasis(colour)];
}

const nodeStyles = (colour: ReadCssVariable): StylesheetJson => {
  const kinds: Kind[] = ['person', 'work', 'group', 'rest'];
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: 35,
        label: 'data(label)',
        'text-wrap': 'wrap',
        'text-valign': 'center',
        'font-size': 11,
        'line-height': 1.2,
        'font-family': 'system-ui, sans-serif',
        color: colour('ink'),
        'border-width': 1,
        'background-color': colour('raised'),
        'border-color': colour('line'),
      },
    },
    ...kinds.map((kind) => ({
      selector: `node[kind = "${kind}"]`,
      style: { 'background-color': colour(`kind-${kind}`), 'border-color': colour(`kind-${kind}-line`) },
    })),
    { selector: 'node.open', style: { 'border-width': 2 } },
    { selector: 'node.middle', style: { 'border-width': 3, 'border-color': colour('accent') } },
    {
      selector: 'node.fold',
      style: { 'border-style': 'dashed', 'border-color': colour('soft'), color: colour('accent') },
    },
  ];
};

const edgeStyles = (colour: ReadCssVariable): StylesheetJson => [
  {
    selector: 'edge',
    style: {
      width: 1,
      'line-color': colour('edge'),
      'target-arrow-color': colour('edge'),
      'target-arrow-shape': 'triangle',
      'arrow-scale': 0.8,
      'curve-style': 'bezier',
      'target-label': 'data(label)',
      'target-text-offset': 48,
      'font-size': 9,
      color: colour('soft'),
      'text-background-color': colour('ground'),
      'text-background-opacity': 0.85,
      'text-background-padding': '1px',
    },
  },
];

const edgeShapes = (): StylesheetJson => [
  { selector: 'edge.rightwards', style: { 'source-endpoint': '50% 0', 'target-endpoint': '-50% 0' } },
  { selector: 'edge.leftwards', style: { 'source-endpoint': '-50% 0', 'target-endpoint': '50% 0' } },
  // The outer end has more room for the label.
  {
    selector: 'edge.inwards',
    style: { 'target-label': '', 'source-label': 'data(label)', 'source-text-offset': 48 },
  },
  {
    selector: 'edge.vertical',
    style: {
      'curve-style': 'unbundled-bezier',
      'control-point-distances': [70],
      'control-point-weights': [0.5],
      'source-endpoint': '50% 0',
      'target-endpoint': '50% 0',
      'target-label': '',
      label: 'data(label)',
    },
  },
];

const edgeEmphasis = (colour: ReadCssVariable): StylesheetJson => [
  // These edges are faint until the pointer is on one of their ends.
  {
    selector: 'edge.cross',
    style: { 'line-opacity': 0.3, 'target-arrow-shape': 'none', label: '', 'source-label': '', 'target-label': '' },
  },
  {
    selector: 'edge.pointed',
    style: {
      'line-opacity': 1,
      'line-color': colour('accent'),
      'target-arrow-color': colour('accent'),
      'target-arrow-shape': 'triangle',
      'source-label': '',
      'target-label': '',
      label: 'data(label)',
      color: colour('ink'),
      'z-index': 2,
    },
  },
  { selector: 'edge.folded', style: { 'line-style': 'dashed' } },
];
