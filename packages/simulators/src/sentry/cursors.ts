/** @see https://docs.sentry.io/api/pagination/ */
export const LARGEST_PAGE = 100;

export interface PageSettings {
  size: number;
  /** Pages, counted from 0, that are empty though more pages follow: the token may see nothing on them. */
  empty: readonly number[];
}

export interface Page {
  items: readonly object[];
  /** Whether another page follows. */
  more: boolean;
}

/** `undefined`: Sentry refuses the cursor. */
export function pageNumber(cursor: string | null): number | undefined {
  if (cursor === null || cursor === '') return 0;
  const match = /^\d+:(\d+):[01]$/.exec(cursor);
  return match ? Number(match[1]) : undefined;
}

/** By number: a new item moves all behind it, so that an item can come twice. */
export function pageOf(list: readonly object[], number: number, { size, empty }: PageSettings): Page {
  const start = (number - empty.filter((page) => page < number).length) * size;
  if (empty.includes(number)) return { items: [], more: list.length > start };
  return { items: list.slice(start, start + size), more: list.length > start + size };
}

/** The `Link` header has both directions even if no page is there. `url` has no cursor. */
export function linkHeader(url: string, number: number, more: boolean): string {
  return `${linkTo(url, number - 1, 1, number > 0)}, ${linkTo(url, number + 1, 0, more)}`;
}

function linkTo(url: string, number: number, backwards: 0 | 1, results: boolean): string {
  const cursor = `${LARGEST_PAGE}:${number}:${backwards}`;
  const rel = backwards ? 'previous' : 'next';
  return `<${url}&cursor=${cursor}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;
}
