import { isAnyVerb } from '../plan/scope';
import type { Condition, EntityPattern, Query, Step, Traversal, Values } from '../syntax/tree';
import type { Collected } from './collected-names';

/** A pattern of a query, and how the query uses it. */
export interface QueryPart {
  pattern: EntityPattern;
  /** Whether relationships of this type can lead to the pattern; undefined for the first pattern. */
  canLeadHere?: (type: string) => boolean;
  /** Whether the query finds rows by an absence: after `!`, or in a subquery. */
  isNegated: boolean;
}

/** Includes the parts of subqueries. */
export function partsOf(query: Query, collected: Collected, isSubquery = false): QueryPart[] {
  const typesOf = ({ selector }: EntityPattern): string[] =>
    selector.kind === 'names'
      ? selector.names.flatMap(({ name }) => collected.typesOfClass.get(name) ?? [name])
      : [...collected.entityTypes];
  const parts: QueryPart[] = [{ pattern: query.start, isNegated: isSubquery }];
  const follow = (from: string[], step: Step): string[] => {
    if (step.kind === 'optional') return [...from, ...step.steps.reduce(follow, from)];
    const to = typesOf(step.target);
    parts.push({
      pattern: step.target,
      canLeadHere: (type) => isBetween(type, from, step, to),
      isNegated: isSubquery || step.negated,
    });
    return to;
  };
  query.steps.reduce(follow, typesOf(query.start));
  const conditions = [...parts.map(({ pattern }) => pattern.filter), query.where];
  const subqueries = conditions.flatMap((condition) => (condition ? subqueriesIn(condition) : []));
  return [...parts, ...subqueries.flatMap((inner) => partsOf(inner, collected, true))];
}

export const namesOf = ({ selector }: EntityPattern): string[] =>
  selector.kind === 'names' ? selector.names.map(({ name }) => name) : [];

function subqueriesIn(condition: Condition): Query[] {
  const inValues = (values: Values): Query[] => {
    if (values.kind === 'subquery') return [values.query];
    return values.kind === 'anyOf' || values.kind === 'allOf' ? values.values.flatMap(inValues) : [];
  };
  return condition.kind === 'comparison' ? inValues(condition.right) : condition.parts.flatMap(subqueriesIn);
}

/** Whether a type matches a traversal by its name: `heroku_team_has_user` is `heroku_team` HAS `heroku_user`. */
function isBetween(type: string, from: string[], { verb, direction }: Traversal, to: string[]): boolean {
  const verbs = isAnyVerb(verb.names) ? undefined : verb.names.map(({ name }) => name.toLowerCase());
  const leads = (sources: string[], targets: string[]) =>
    sources
      .filter((source) => type.startsWith(`${source}_`))
      .some((source) => {
        const [written, ...rest] = type.slice(source.length + 1).split('_');
        if (verbs && !verbs.includes(written)) return false;
        return targets.some((target) => withoutShared(source, target) === rest.join('_'));
      });
  return (direction !== '<<' && leads(from, to)) || (direction !== '>>' && leads(to, from));
}

/** JupiterOne's SDK leaves out the first words of the target if the source has them too. */
function withoutShared(source: string, target: string): string {
  const [own, words] = [source.split('_'), target.split('_')];
  let shared = 0;
  while (shared < words.length - 1 && own[shared] === words[shared]) shared++;
  return words.slice(shared).join('_');
}
