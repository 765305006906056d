import { encodeAnswer, jsonBody } from '../server/answer';
import { createPageCache } from '../server/page-cache';
import { LARGEST_PAGE, pageOf, type PageSettings } from './cursors';
import { matchRoute, pathsOf, type RouteMatch, ROUTES, type World } from './routes';

export interface PageRequest extends RouteMatch {
  path: string;
  /** Without the cursor. */
  query: URLSearchParams;
  number: number;
}

export interface SentPage {
  body: Buffer;
  more: boolean;
}

export interface Pages {
  read(request: PageRequest): SentPage | undefined;
  forget(): void;
}

/** @param isCached whether pages are made once; pages without a query are then made in advance */
export function createPages(world: World, settings: PageSettings, isCached: boolean): Pages {
  const { get, forget } = createPageCache<SentPage | undefined>(isCached);
  const pages: Pages = {
    read: (request) =>
      get(`${request.path}?${request.query.toString()} ${request.number}`, () => makePage(world, settings, request)),
    forget,
  };
  const lists = isCached ? ROUTES.filter(({ list }) => list) : [];
  for (const path of lists.flatMap((route) => pathsOf(route, world.data))) prepare(path, pages);
  return pages;
}

function prepare(path: string, pages: Pages): void {
  const match = matchRoute(path)!;
  for (let number = 0, more = true; more; number++) {
    const page = pages.read({ ...match, path, query: new URLSearchParams(), number });
    // With `slugsOnly`, an id finds no team.
    if (!page) return;
    encodeAnswer({ status: 200, headers: {}, body: page.body }, 'gzip');
    more = page.more;
  }
}

function makePage(world: World, settings: PageSettings, request: PageRequest): SentPage | undefined {
  const { data, deletedIds } = world;
  const { route, names, query, number } = request;
  const list = route.list?.(world, names.team ?? '');
  if (!list) return undefined;
  const selected = list.filter(
    (item) =>
      !deletedIds.has(String((item as { id?: string }).id)) &&
      (route.matches ? route.matches(item as never, query) : true),
  );
  const asked = Number(query.get('per_page') ?? query.get('limit') ?? LARGEST_PAGE);
  const { items, more } = pageOf(selected, number, { ...settings, size: Math.min(settings.size, asked) });
  return { body: jsonBody(items.map((item) => route.show?.(item as never, query, data) ?? item)), more };
}
