import { invalid, J1qlError } from '../errors/error';
import type { Query, Step, Traversal } from '../syntax/tree';
import type { Scope } from './scope';

/** The query with some of its optional parts, and without the others. */
export interface Variant {
  chain: { traversal: Traversal; slot: number; fromSlot: number }[];
  groupEnds: number[];
  /** The last slot of each optional part at the end of the query. */
  trailingEnds: number[];
}

export const MAX_VARIANTS = 64;

interface Draft extends Variant {
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
    if (all.length > MAX_VARIANTS) {
      const message = `The optional parts have more than ${MAX_VARIANTS} combinations, which is the limit.`;
      throw new J1qlError('LIMIT_ERROR', message, step.at.start);
    }
    const group = scope.groupOf.get(step)!;
    return all.map((draft) => ({ ...draft, groupEnds: Object.assign([...draft.groupEnds], { [group]: draft.at }) }));
  };
  const first: Draft = { chain: [], groupEnds: [], trailingEnds: [], at: 0 };
  return query.steps.reduce(extend, [first]);
}

function refuseStepsBehindNegation(query: Query): void {
  let negated = false;
  const visit = (step: Step): void => {
    if (step.kind === 'optional') return step.steps.forEach(visit);
    if (negated) {
      const hint = 'A negated traversal finds no entity to continue from. Put it last.';
      throw invalid('A traversal follows a negated one.', step.at.start, hint);
    }
    negated = step.negated;
  };
  query.steps.forEach(visit);
}
