import { type Answer, encodeAnswer, jsonBody } from '../server/answer';
import { LARGEST_MAX, pageOf, parseRange, type Range } from './ranges';
import { type World } from './finders';
import { matchRoute, pathsOf, ROUTES } from './routes';

export interface Pages {
  /** A page of the list at this path, without the headers that differ from request to request. */
  read(path: string, list: readonly object[], range: Range): Answer;
  /** The data is not what it was. */
  forget(): void;
}

/** Pages made anew each time, so that whatever becomes of the data is seen. */
export const freshPages = ({ gone }: World): Pages => ({
  read: (_path, list, range) => makePage(list, range, gone),
  forget: () => undefined,
});

/**
 * Pages made once, and those that a client for bulk asks for (of the largest size, by id) made and compressed in
 * advance: none of that work is done while a client is being measured.
 */
export function keptPages(world: World): Pages {
  const kept = new Map<string, Answer>();
  const pages: Pages = {
    read(path, list, range) {
      const key = `${path} ${Object.values(range).join(' ')}`;
      const page = kept.get(key) ?? makePage(list, range, world.gone);
      kept.set(key, page);
      return page;
    },
    forget: () => kept.clear(),
  };
  for (const path of ROUTES.filter(({ sortableKeys }) => sortableKeys).flatMap((route) => pathsOf(route, world.data))) {
    prepare(path, world, pages);
  }
  return pages;
}

function prepare(path: string, world: World, pages: Pages): void {
  const { route, identity } = matchRoute(path)!;
  const list = route.find(world, identity) as object[];
  for (let next: string | undefined = `id ..; max=${LARGEST_MAX}`; next;) {
    const page = pages.read(path, list, parseRange(next, ['id'])!);
    encodeAnswer(page, 'gzip');
    next = page.headers['Next-Range'];
  }
}

function makePage(list: readonly object[], range: Range, gone: ReadonlySet<string>): Answer {
  const there = gone.size > 0 ? list.filter((item) => !gone.has((item as { id: string }).id)) : list;
  const { items, headers, partial } = pageOf(there, range);
  return { status: partial ? 206 : 200, headers, body: jsonBody(items) };
}
