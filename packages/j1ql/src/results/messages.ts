import type { Arithmetic, Comparison, Condition, EntityPattern, Property, Query, Step, Values } from '../syntax/tree';

/** Two frequent mistakes: a number or boolean in quotes, and a name with a hyphen. */
export function messagesForEmpty(query: Query): string[] {
  return comparisonsIn(query).flatMap((comparison) => {
    const { left, operator, right } = comparison;
    if (left.kind === 'arithmetic') return differenceIn(left, right);
    if (left.kind !== 'property' || (operator !== '=' && operator !== '!=')) return [];
    const name = nameOf(left);
    return textsIn(right).flatMap((text) => {
      const kind = /^(true|false)$/i.test(text) ? 'boolean' : /^-?\d+(\.\d+)?$/.test(text) ? 'number' : undefined;
      if (kind === undefined) return [];
      return `${name} ${operator} '${text}' compares with a text. To compare with a ${kind}, leave out the quotes: ${name} ${operator} ${text.toLowerCase()}.`;
    });
  });
}

const nameOf = ({ names }: Property) => names.map(({ name }) => name).join('.');

function differenceIn({ operator, left, right: subtrahend }: Arithmetic, right: Values): string[] {
  const isName = operator === '-' && left.kind === 'property' && subtrahend.kind === 'property';
  if (!isName || textsIn(right).length === 0) return [];
  const name = `${nameOf(left)}-${nameOf(subtrahend)}`;
  return [`${name} subtracts two properties. If it is the name of one property, write it in brackets: [${name}].`];
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
