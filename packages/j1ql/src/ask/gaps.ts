import type { CollectedGraph } from './collected-graph';
import { failuresFor, incompleteText, notKnownText } from './failures';
import { offNames, offText, uncollectableNames } from './off-sources';
import type { Question } from './question';
import { nearestText, unknownNames, unknownText, type UnknownName } from './unknown-names';

/** Why rows of an answer may be missing or wrong. */
export interface Incomplete {
  reason: 'off' | 'failed';
  instances: string[];
  /** The types and classes of the query that are incomplete. If the list is empty, all may be. */
  names: string[];
  /** Whether the query finds rows by an absence, as in `THAT !HAS`. Then rows may be wrong. */
  isNegated: boolean;
  text: string;
}

/** The data that a query needs and the graph does not have. */
export interface Gaps {
  /** Sentences about data that no instance collected. */
  notCollected: string[];
  incomplete: Incomplete[];
  /** The sentence for an answer without rows, if a step failed. */
  notKnown?: string;
  unknown: UnknownName[];
}

/** @param question if given, the texts say that instances with wrong rows are left out, and only its integration counts */
export function gapsOf(query: string, graph: CollectedGraph, question?: Pick<Question, 'integration'>): Gaps {
  const integration = question?.integration;
  const off = offNames(query, graph);
  const failures = failuresFor(query, graph, integration);
  const uncollectable = integration === undefined ? uncollectableNames(query, graph) : [];
  const explained = new Set([...off, ...uncollectable].map(({ name }) => name));
  return {
    notCollected: [
      ...off.filter(({ instances }) => instances.length === 0).map(offText),
      ...uncollectable.map(({ name, text }) => text + nearestText(name, graph)),
    ],
    incomplete: [
      ...off
        .filter(({ instances }) => instances.length > 0)
        .map((one): Incomplete => {
          const { name, instances, isNegated } = one;
          const where = instances.join(', ');
          const rows = question ? `The rows leave out ${where}.` : `Rows of ${where} may be wrong.`;
          const text = offText(one) + (isNegated ? ` ${rows}` : '');
          return { reason: 'off', instances, names: [name], isNegated, text };
        }),
      ...failures.map((failure): Incomplete => {
        const { instance, types, isNegated } = failure;
        return { reason: 'failed', instances: [instance], names: types, isNegated, text: incompleteText([failure]) };
      }),
    ],
    notKnown: failures.length === 0 ? undefined : notKnownText(failures),
    unknown: unknownNames(query, graph, explained),
  };
}

export function gapFields({ notCollected, incomplete, unknown }: Gaps): object {
  const fields = Object.entries({ notCollected, incomplete, unknown });
  return Object.fromEntries(fields.filter(([, gaps]) => gaps.length > 0));
}

export function gapTexts({ notCollected, incomplete, notKnown, unknown }: Gaps, rows: number): string[] {
  const isKnown = rows > 0 || notKnown === undefined;
  const shown = isKnown ? incomplete : incomplete.filter(({ reason }) => reason === 'off');
  return [
    ...notCollected,
    ...shown.map(({ text }) => text),
    ...(isKnown ? [] : [notKnown]),
    ...unknown.map(unknownText),
  ];
}
