import { addressOf } from './address';
import type { AskRequest } from './data/answers';

const VARIABLE = 'var.';

export function requestIn(values: URLSearchParams): AskRequest {
  const variables = [...values].filter(([name]) => name.startsWith(VARIABLE));
  return {
    query: values.get('q') ?? '',
    variables: Object.fromEntries(variables.map(([name, value]) => [name.slice(VARIABLE.length), value])),
    page: Number(values.get('page') ?? 1) || 1,
    sort: values.get('sort') ?? '',
    descending: values.get('down') === '1',
  };
}

export function addressOfAsk({ query, variables, page, sort, descending }: AskRequest): string {
  const named = Object.fromEntries(Object.entries(variables).map(([name, value]) => [VARIABLE + name, value]));
  return addressOf('ask', { q: query, ...named, sort, down: descending, page: page === 1 ? undefined : page });
}
