import type { Loaded } from './loaded';
import { notCollected, notCollectedText, notLoaded } from './not-collected';
import { notKnownText, notAllText, notRead } from './not-read';
import type { Question } from './question';
import { nearestText, unknownNames, unknownText, type UnknownName } from './unknown-names';

/** Why the rows of an answer may not be all, or may be wrong. */
export interface Incomplete {
  reason: 'off' | 'failed';
  instances: string[];
  /** The types and classes of the query that are missing; empty if any may be. */
  names: string[];
  /** Whether rows depend on an absence, as in `THAT !HAS`. */
  isNegated: boolean;
  text: string;
}

/** What the loaded graphs lack for a query. */
export interface Gaps {
  /** What no instance collected, as sentences. Without them, "none" and "all" would both be wrong. */
  notCollected: string[];
  incomplete: Incomplete[];
  /** If a step failed: the sentence for an answer without rows. */
  notKnown?: string;
  unknown: UnknownName[];
}

/**
 * @param question the question of this query. It leaves out instances whose rows may be wrong. If it belongs to one
 * integration, only that one counts.
 */
export function gapsOf(query: string, graph: Loaded, question?: Pick<Question, 'integration'>): Gaps {
  const integration = question?.integration;
  const off = notCollected(query, graph);
  const failed = notRead(query, graph, integration);
  const loaded = integration === undefined ? notLoaded(query, graph) : [];
  const explained = new Set([...off, ...loaded].map(({ name }) => name));
  return {
    notCollected: [
      ...off.filter(({ instances }) => instances.length === 0).map(notCollectedText),
      ...loaded.map(({ name, text }) => text + nearestText(name, graph)),
    ],
    incomplete: [
      ...off
        .filter(({ instances }) => instances.length > 0)
        .map((missing): Incomplete => {
          const { name, instances, isNegated } = missing;
          const where = instances.join(', ');
          const rows = question ? `The rows are without ${where}.` : `Rows of ${where} may be wrong.`;
          const text = notCollectedText(missing) + (isNegated ? ` ${rows}` : '');
          return { reason: 'off', instances, names: [name], isNegated, text };
        }),
      ...failed.map((one): Incomplete => {
        const { instance, types, isNegated } = one;
        return { reason: 'failed', instances: [instance], names: types, isNegated, text: notAllText([one]) };
      }),
    ],
    notKnown: failed.length === 0 ? undefined : notKnownText(failed),
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
