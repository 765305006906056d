import type { Collected } from './collected';
import type { GraphSets } from './graph-sets';

/** The expected result of a run, by docs/architecture.md, "Truth before success". */
export interface Refused {
  status: string;
  failed?: readonly string[];
  /** Texts that the output must contain. */
  says?: readonly (string | RegExp)[];
  saysNot?: readonly string[];
  /** Some of the types that JupiterOne must not delete. */
  partial?: readonly string[];
  graph: GraphSets;
}

export function refusalDifferences(result: Collected & { status: string }, due: Refused): string[] {
  const { outcome, output, partialTypes } = result;
  const failed = outcome.steps.filter(({ status }) => (status as string) === 'failure').map(({ id }) => id);
  const isSaid = (words: string | RegExp) => (typeof words === 'string' ? output.includes(words) : words.test(output));
  return [
    ...between('status', [result.status], [due.status]),
    ...between('failed step', failed, due.failed ?? []),
    ...(due.says ?? []).filter((words) => !isSaid(words)).map((words) => `does not say ${String(words)}`),
    ...['Unexpected error', ...(due.saysNot ?? [])].filter(isSaid).map((words) => `says ${words}`),
    ...(due.partial ?? []).filter((type) => !partialTypes.includes(type)).map((type) => `${type} is not partial`),
    ...between('node', result.graph.nodes, due.graph.nodes),
    ...between('edge', result.graph.edges, due.graph.edges),
  ];
}

function between(what: string, actual: Iterable<string>, expected: Iterable<string>): string[] {
  const [there, wanted] = [new Set(actual), new Set(expected)];
  return [
    ...[...there].filter((one) => !wanted.has(one)).map((one) => `unexpected ${what}: ${one}`),
    ...[...wanted].filter((one) => !there.has(one)).map((one) => `missing ${what}: ${one}`),
  ];
}

export const NOTHING: GraphSets = { nodes: new Set(), edges: new Set() };
