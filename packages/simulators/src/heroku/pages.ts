import { type Answer, encodeAnswer, jsonBody } from '../server/answer';
import { createPageCache } from '../server/page-cache';
import { LARGEST_MAX, pageOf, parseRange, type Range } from './ranges';
import { type World } from './finders';
import { identityIn, matchRoute, pathsOf, ROUTES } from './routes';

export interface Pages {
  /** Without the headers that differ per request. */
  read(path: string, list: readonly object[], range: Range): Answer;
  forget(): void;
}

/** @param isCached whether pages are made once; the largest pages by id are then made in advance */
export function createPages(world: World, isCached: boolean): Pages {
  const { get, forget } = createPageCache<Answer>(isCached);
  const pages: Pages = {
    read: (path, list, range) =>
      get(`${path} ${Object.values(range).join(' ')}`, () => makePage(list, range, world.deletedIds)),
    forget,
  };
  const lists = isCached ? ROUTES.filter(({ sortableKeys }) => sortableKeys) : [];
  for (const path of lists.flatMap((route) => pathsOf(route, world.data))) prepare(path, world, pages);
  return pages;
}

function prepare(path: string, world: World, pages: Pages): void {
  const match = matchRoute(path)!;
  const list = match.route.find(world, identityIn(match)) as object[];
  for (let next: string | undefined = `id ..; max=${LARGEST_MAX}`; next;) {
    const page = pages.read(path, list, parseRange(next, ['id'])!);
    encodeAnswer(page, 'gzip');
    next = page.headers['Next-Range'];
  }
}

function makePage(list: readonly object[], range: Range, deletedIds: ReadonlySet<string>): Answer {
  const present = deletedIds.size > 0 ? list.filter((item) => !deletedIds.has((item as { id: string }).id)) : list;
  const { items, headers, partial } = pageOf(present, range);
  return { status: partial ? 206 : 200, headers, body: jsonBody(items) };
}
