/** What Sentry's paginator gives at most. @see https://docs.sentry.io/api/pagination/ */
export const LARGEST_PAGE = 100;

export interface PageSettings {
  /** Items on a page. */
  size: number;
  /** Pages, counted from 0, that come empty because nothing on them may be seen, with more behind them. */
  empty: readonly number[];
}

export interface Page {
  items: readonly object[];
  /** Whether something comes after it. */
  more: boolean;
}

/** The number of the page that a cursor names, or `undefined` where Sentry would not understand it. */
export function pageNumber(cursor: string | null): number | undefined {
  if (cursor === null || cursor === '') return 0;
  const match = /^\d+:(\d+):[01]$/.exec(cursor);
  return match ? Number(match[1]) : undefined;
}

/**
 * A page of a list by its number: what is put into the list meanwhile moves everything behind it, so that an item may
 * be seen twice.
 */
export function pageOf(list: readonly object[], number: number, { size, empty }: PageSettings): Page {
  const start = (number - empty.filter((page) => page < number).length) * size;
  if (empty.includes(number)) return { items: [], more: list.length > start };
  return { items: list.slice(start, start + size), more: list.length > start + size };
}

/**
 * The `Link` header, which Sentry sends with every list, also where nothing comes before or after.
 *
 * @param url of the list, with its query but for `cursor`.
 */
export function linkHeader(url: string, number: number, more: boolean): string {
  return `${linkTo(url, number - 1, 1, number > 0)}, ${linkTo(url, number + 1, 0, more)}`;
}

function linkTo(url: string, number: number, backwards: 0 | 1, results: boolean): string {
  const cursor = `${LARGEST_PAGE}:${number}:${backwards}`;
  const rel = backwards ? 'previous' : 'next';
  return `<${url}&cursor=${cursor}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;
}
