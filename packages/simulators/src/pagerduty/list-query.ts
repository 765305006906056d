export interface ListQuery {
  limit: number;
  offset: number;
  total: boolean;
  include: readonly string[];
  /** Names of parameters have no brackets here. */
  filters: ReadonlyMap<string, readonly string[]>;
}

/** @see https://developer.pagerduty.com/docs/pagination */
export interface ListLimits {
  default: number;
  max: number;
  /** The highest `offset + limit`. */
  reach?: number;
}

export interface Envelope {
  limit: number;
  offset: number;
  more: boolean;
  total: number | null;
}

/** @returns the query, or the message of an error */
export function parseListQuery(query: string, limits: ListLimits): ListQuery | string {
  const parameters = new URLSearchParams(query);
  const number = (name: string, otherwise: number) => {
    const text = parameters.get(name);
    return text === null ? otherwise : /^\d+$/.test(text) ? Number(text) : NaN;
  };
  const asked = number('limit', limits.default);
  const offset = number('offset', 0);
  if (!(asked >= 1)) return 'Limit must be a positive integer.';
  if (Number.isNaN(offset)) return 'Offset must be an integer from 0.';
  const limit = Math.min(asked, limits.max);
  if (limits.reach !== undefined && offset + limit > limits.reach) {
    return `Limit plus offset is ${offset + limit}, which exceeds the maximum of ${limits.reach}.`;
  }
  const filters = new Map<string, string[]>();
  for (const name of new Set(parameters.keys())) {
    if (name !== 'include[]') filters.set(name.replace('[]', ''), parameters.getAll(name));
  }
  return {
    limit,
    offset,
    total: parameters.get('total') === 'true',
    include: parameters.getAll('include[]'),
    filters,
  };
}

export function pageOf<T>(list: readonly T[], { limit, offset, total }: ListQuery): { items: T[]; envelope: Envelope } {
  const items = list.slice(offset, offset + limit);
  const more = offset + items.length < list.length;
  return { items, envelope: { limit, offset, more, total: total ? list.length : null } };
}
