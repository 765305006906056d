import { addressOf } from './address';
import type { AskRequest } from './data/answers';
import { kindOf, textOf, VARIABLE_KINDS, variableOf } from './data/variables';

const VARIABLE = 'var.';
const KIND = 'kind.';

export function requestIn(values: URLSearchParams): AskRequest {
  const variables = [...values]
    .filter(([name]) => name.startsWith(VARIABLE))
    .map(([given, text]): [string, unknown] => {
      const name = given.slice(VARIABLE.length);
      return [name, variableOf(text, VARIABLE_KINDS.find((kind) => kind === values.get(KIND + name)) ?? 'text')];
    });
  return {
    query: values.get('q') ?? '',
    variables: Object.fromEntries(variables.filter(([, value]) => value !== undefined)),
    page: Number(values.get('page') ?? 1) || 1,
    sort: values.get('sort') ?? '',
    descending: values.get('down') === '1',
  };
}

export function addressOfAsk({ query, variables, page, sort, descending }: AskRequest): string {
  const named = Object.entries(variables).flatMap(([name, value]): [string, string][] => {
    const kind = kindOf(value);
    const text: [string, string] = [VARIABLE + name, textOf(value)];
    return kind === 'text' ? [text] : [text, [KIND + name, kind]];
  });
  const values: Record<string, string> = Object.fromEntries(named);
  return addressOf('ask', { q: query, ...values, sort, down: descending, page: page === 1 ? undefined : page });
}
