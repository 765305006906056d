import { invalid, J1qlError } from '../errors/error';
import type { Query, Step, Traversal } from '../syntax/tree';
import type { Scope } from './scope';

/** A choice of which optional parts are taken: it leaves a plain chain of traversals. */
export interface Variant {
  chain: { traversal: Traversal; slot: number; fromSlot: number }[];
  /** For each optional part, the slot from which the path continues. */
  groupEnds: number[];
  /** The last slots of the taken optional parts that end the query. */
  trailingEnds: number[];
}

/** Each optional part doubles the variants. */
export const MOST_VARIANTS = 64;

interface Draft extends Variant {
  /** The slot from which the path continues. */
  at: number;
}

export function variantsOf(query: Query, scope: Scope): Variant[] {
  refuseStepsBehindNegation(query);
  const trailing = new Set<Step>();
  for (let at = query.steps.length - 1; at >= 0 && query.steps[at].kind === 'optional'; at -= 1)
    trailing.add(query.steps[at]);

  const extend = (drafts: Draft[], step: Step): Draft[] => {
    if (step.kind === 'traversal') {
      const slot = scope.slotOf.get(step)!;
      return drafts.map((draft) => ({
        ...draft,
        chain: [...draft.chain, { traversal: step, slot, fromSlot: draft.at }],
        at: step.negated ? draft.at : slot,
      }));
    }
    const taken = step.steps.reduce(extend, drafts).map((draft) => ({
      ...draft,
      trailingEnds: trailing.has(step) ? [...draft.trailingEnds, draft.at] : draft.trailingEnds,
    }));
    const all = [...drafts, ...taken];
    if (all.length > MOST_VARIANTS) {
      const message = `The optional parts can be combined in more than ${MOST_VARIANTS} ways, which is the limit.`;
      throw new J1qlError('LIMIT_ERROR', message, step.at.start);
    }
    const group = scope.groupOf.get(step)!;
    return all.map((draft) => ({ ...draft, groupEnds: Object.assign([...draft.groupEnds], { [group]: draft.at }) }));
  };
  const first: Draft = { chain: [], groupEnds: [], trailingEnds: [], at: 0 };
  return query.steps.reduce(extend, [first]);
}

/** A negated traversal finds no vertex from which another traversal could start. */
function refuseStepsBehindNegation(query: Query): void {
  let negated = false;
  const visit = (step: Step): void => {
    if (step.kind === 'optional') return step.steps.forEach(visit);
    if (negated) {
      const hint = 'It finds what is not there, so nothing can start from it. Put it last.';
      throw invalid('A traversal stands behind a negated one.', step.at.start, hint);
    }
    negated = step.negated;
  };
  query.steps.forEach(visit);
}
