import { addressOf, type Values } from './address';
import type { FindRequest } from './data/answers';

export const FIND_ALL: FindRequest = {
  text: '',
  types: [],
  classes: [],
  accounts: [],
  sort: '',
  descending: false,
  page: 1,
  columns: [],
};

export function requestOf(values: URLSearchParams): FindRequest {
  const near = values.get('near');
  return {
    text: values.get('q') ?? '',
    types: values.getAll('type'),
    classes: values.getAll('class'),
    accounts: values.getAll('account'),
    sort: values.get('sort') ?? '',
    descending: values.get('down') === '1',
    page: Number(values.get('page') ?? 1) || 1,
    columns: values.getAll('column'),
    near:
      near === null
        ? undefined
        : {
            id: near,
            verb: values.get('verb') ?? '',
            direction: values.get('way') === 'in' ? 'in' : 'out',
            type: values.get('of') ?? '',
          },
  };
}

export function addressOfFind({ near, ...request }: FindRequest, change: Partial<FindRequest> = {}): string {
  const { text, types, classes, accounts, sort, descending, page, columns } = { ...request, page: 1, ...change };
  const values: Values = {
    q: text,
    type: types,
    class: classes,
    account: accounts,
    sort,
    down: descending,
    column: columns,
  };
  const more: Values = near ? { near: near.id, verb: near.verb, way: near.direction, of: near.type } : {};
  return addressOf('find', { ...values, ...more, page: page === 1 ? undefined : page });
}
