import type { Comparison, Condition, EntityPattern, Query, Step, Values } from '../syntax/tree';

/**
 * What may be the reason for an empty answer. Types are strict, and a number or a boolean in quotes is a text: an author
 * who did not mean that sees no error.
 */
export function messagesForEmpty(query: Query): string[] {
  return comparisonsIn(query).flatMap((comparison) => {
    const { left, operator, right } = comparison;
    if (left.kind !== 'property' || (operator !== '=' && operator !== '!=')) return [];
    const name = left.names.map((one) => one.name).join('.');
    return textsIn(right).flatMap((text) => {
      const kind = /^(true|false)$/i.test(text) ? 'boolean' : /^-?\d+(\.\d+)?$/.test(text) ? 'number' : undefined;
      if (kind === undefined) return [];
      return `${name} ${operator} '${text}' compares with a text. Without quotes it is a ${kind}: ${name} ${operator} ${text.toLowerCase()}.`;
    });
  });
}

function comparisonsIn({ start, steps, where }: Query): Comparison[] {
  const inCondition = (condition: Condition): Comparison[] =>
    condition.kind === 'comparison' ? [condition] : condition.parts.flatMap(inCondition);
  const inPattern = ({ filter }: EntityPattern) => (filter === undefined ? [] : inCondition(filter));
  const inStep = (step: Step): Comparison[] =>
    step.kind === 'optional' ? step.steps.flatMap(inStep) : inPattern(step.target);
  return [...inPattern(start), ...steps.flatMap(inStep), ...(where === undefined ? [] : inCondition(where))];
}

function textsIn(values: Values): string[] {
  if (values.kind === 'anyOf' || values.kind === 'allOf') return values.values.flatMap(textsIn);
  return values.kind === 'literal' && typeof values.value === 'string' ? [values.value] : [];
}
