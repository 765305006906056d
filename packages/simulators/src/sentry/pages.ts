import { encodeAnswer, jsonBody } from '../server/answer';
import { LARGEST_PAGE, pageOf, type PageSettings } from './cursors';
import { matchRoute, pathsOf, type RouteMatch, ROUTES, type World } from './routes';

/** What a request for a page of a list asks for. */
export interface PageRequest extends RouteMatch {
  path: string;
  /** Without `cursor`. */
  query: URLSearchParams;
  number: number;
}

/** A page as it is sent, without its headers: those differ from request to request. */
export interface SentPage {
  body: Buffer;
  /** Whether something comes after it. */
  more: boolean;
}

export interface Pages {
  /** `undefined`: there is no such list. */
  read(request: PageRequest): SentPage | undefined;
  /** The data is not what it was. */
  forget(): void;
}

/** Pages made anew each time, so that whatever becomes of the data is seen. */
export const freshPages = (world: World, settings: PageSettings): Pages => ({
  read: (request) => makePage(world, settings, request),
  forget: () => undefined,
});

/**
 * Pages made once, and those that have no query made and compressed in advance: none of that work is done while a
 * client is being measured.
 */
export function keptPages(world: World, settings: PageSettings): Pages {
  const kept = new Map<string, SentPage | undefined>();
  const pages: Pages = {
    read(request) {
      const key = `${request.path}?${request.query.toString()} ${request.number}`;
      if (!kept.has(key)) kept.set(key, makePage(world, settings, request));
      return kept.get(key);
    },
    forget: () => kept.clear(),
  };
  for (const path of ROUTES.filter(({ list }) => list).flatMap((route) => pathsOf(route, world.data))) {
    prepare(path, pages);
  }
  return pages;
}

function prepare(path: string, pages: Pages): void {
  const match = matchRoute(path)!;
  for (let number = 0, more = true; more; number++) {
    const page = pages.read({ ...match, path, query: new URLSearchParams(), number });
    // Found by its slug only, and made when it is asked for.
    if (!page) return;
    encodeAnswer({ status: 200, headers: {}, body: page.body }, 'gzip');
    more = page.more;
  }
}

function makePage(world: World, settings: PageSettings, request: PageRequest): SentPage | undefined {
  const { data, gone } = world;
  const { route, team, query, number } = request;
  const list = route.list?.(world, team);
  if (!list) return undefined;
  const there = list.filter(
    (item) =>
      !gone.has(String((item as { id?: string }).id)) && (route.matches ? route.matches(item as never, query) : true),
  );
  const asked = Number(query.get('per_page') ?? query.get('limit') ?? LARGEST_PAGE);
  const { items, more } = pageOf(there, number, { ...settings, size: Math.min(settings.size, asked) });
  return { body: jsonBody(items.map((item) => route.show?.(item as never, query, data) ?? item)), more };
}
