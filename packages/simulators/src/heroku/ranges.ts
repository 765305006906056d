/** @see https://devcenter.heroku.com/articles/platform-api-reference#ranges */
export interface Range {
  key: string;
  start: string;
  /** `]` before the start. */
  afterStart: boolean;
  end: string;
  max: number;
  order: 'asc' | 'desc';
  orderGiven: boolean;
}

const DEFAULT_MAX = 200;
export const LARGEST_MAX = 1000;

const RANGE = /^\s*(\w+) +(\]?)([^\s;]*?)\.\.([^\s;\]]*)\s*(?:;([^;]*);?)?\s*$/;

export function parseRange(header: string | undefined, sortableKeys: readonly string[]): Range | undefined {
  const match = RANGE.exec(header ?? `${sortableKeys[0]} ..`);
  if (!match) return undefined;
  const [, key, bracket, start, end, options = ''] = match;
  const range: Range = {
    key,
    start,
    afterStart: bracket === ']',
    end,
    max: DEFAULT_MAX,
    order: 'asc',
    orderGiven: false,
  };
  for (const option of options.split(',').map((text) => text.trim())) {
    const [name, value] = option.split('=');
    if (name === 'max' && /^[1-9]\d*$/.test(value)) range.max = Math.min(Number(value), LARGEST_MAX);
    else if (name === 'order' && (value === 'asc' || value === 'desc')) {
      range.order = value;
      range.orderGiven = true;
    } else if (option !== '') return undefined;
  }
  return sortableKeys.includes(key) ? range : undefined;
}

export interface Page {
  items: readonly object[];
  headers: Record<string, string>;
  partial: boolean;
}

/** The next page begins after the last key of this page, so a new item moves no other item. */
export function pageOf(list: readonly object[], range: Range): Page {
  const { key, start, afterStart, end, max, order, orderGiven } = range;
  const direction = order === 'asc' ? 1 : -1;
  const valueOf = (item: object) => {
    const value = (item as Record<string, unknown> | null)?.[key];
    return typeof value === 'string' ? value : '';
  };
  const compare = (a: string, b: string) => (a < b ? -direction : a > b ? direction : 0);

  const within = list.filter((item) => {
    const value = valueOf(item);
    const fromStart = start === '' ? 1 : compare(value, start);
    return (afterStart ? fromStart > 0 : fromStart >= 0) && (end === '' || compare(value, end) <= 0);
  });
  within.sort((a, b) => compare(valueOf(a), valueOf(b)));

  const items = within.slice(0, max);
  const partial = items.length < within.length;
  const headers: Record<string, string> = {};
  if (items.length > 0) {
    const last = valueOf(items[items.length - 1]);
    headers['Content-Range'] = `${key} ${valueOf(items[0])}..${last}; max=${max}`;
    if (partial) headers['Next-Range'] = `${key} ]${last}..${end}; ${orderGiven ? `order=${order},` : ''}max=${max}`;
  }
  return { items, headers, partial };
}
