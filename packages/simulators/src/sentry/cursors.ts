/** @see https://docs.sentry.io/api/pagination/ */
export const LARGEST_PAGE = 100;

export interface PageSettings {
  size: number;
  /** Page numbers, from 0. These pages are empty, as when the token may not see their items. More pages follow. */
  empty: readonly number[];
}

export interface Page {
  items: readonly object[];
  more: boolean;
}

export function pageNumber(cursor: string | null): number | undefined {
  if (cursor === null || cursor === '') return 0;
  const match = /^\d+:(\d+):[01]$/.exec(cursor);
  return match ? Number(match[1]) : undefined;
}

/** A cursor is a page number. A new item moves the later items, so an item can come twice. */
export function pageOf(list: readonly object[], number: number, { size, empty }: PageSettings): Page {
  const start = (number - empty.filter((page) => page < number).length) * size;
  if (empty.includes(number)) return { items: [], more: list.length > start };
  return { items: list.slice(start, start + size), more: list.length > start + size };
}

/** The header has both links, even without a page there. */
export function linkHeader(url: string, number: number, more: boolean): string {
  return `${linkTo(url, number - 1, 1, number > 0)}, ${linkTo(url, number + 1, 0, more)}`;
}

function linkTo(url: string, number: number, backwards: 0 | 1, results: boolean): string {
  const cursor = `${LARGEST_PAGE}:${number}:${backwards}`;
  const rel = backwards ? 'previous' : 'next';
  return `<${url}&cursor=${cursor}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;
}
