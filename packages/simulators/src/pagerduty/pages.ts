import { type Answer, encodeAnswer, jsonBody } from '../server/answer';
import { createPageCache } from '../server/page-cache';
import { type Reference } from './types';
import { withoutStrategies, type World } from './includes';
import { CLASSIC, idIn, matchRoute, pathsOf, ROUTES, type Route } from './routes';
import { type ListQuery, pageOf, parseListQuery } from './list-query';

export interface Pages {
  /** Without the headers that differ per request. */
  read(route: Route, path: string, found: object | object[], query: ListQuery | undefined): Answer;
  forget(): void;
}

/** @param isCached whether answers are made once; the usual answers are then made in advance */
export function createPages(world: World, isCached: boolean): Pages {
  const { get, forget } = createPageCache<Answer>(isCached);
  const pages: Pages = {
    read: (route, path, found, query) =>
      get(`${path} ${query ? keyOf(query) : ''}`, () => makeAnswer(world, route, found, query)),
    forget,
  };
  for (const route of isCached ? ROUTES.filter(({ limits }) => limits) : []) {
    for (const path of pathsOf(route, world.data)) prepare(world, pages, route, path);
  }
  return pages;
}

const keyOf = ({ filters, include, limit, offset, total }: ListQuery) =>
  JSON.stringify([
    limit,
    offset,
    total,
    include,
    [...filters].filter(([name]) => !['limit', 'offset', 'total'].includes(name)),
  ]);

function prepare(world: World, pages: Pages, route: Route, path: string): void {
  const list = route.find(world, idIn(matchRoute(path)!));
  if (!Array.isArray(list)) return;
  const includes = [[], ...(route.usualIncludes ? [route.usualIncludes] : [])];
  for (const include of includes) {
    for (let offset = 0; offset === 0 || offset < list.length; offset += CLASSIC.max) {
      const asked = [`limit=${CLASSIC.max}&offset=${offset}`, ...include.map((name) => `include[]=${name}`)].join('&');
      for (const total of offset === 0 ? ['', '&total=true'] : ['']) {
        const query = parseListQuery(`${asked}${total}`, { ...route.limits!, reach: undefined });
        encodeAnswer(pages.read(route, path, list, query as ListQuery), 'gzip');
      }
    }
  }
}

function makeAnswer(world: World, route: Route, found: object | object[], query: ListQuery | undefined): Answer {
  const answer = (value: unknown) => ({ status: 200, headers: {}, body: jsonBody(value) });
  if (!query) return answer({ [route.key]: found });
  const { items, envelope } = pageOf(matching(world, route, found as { id?: string }[], query), query);
  const { total, ...uncounted } = envelope;
  return answer({
    [route.key]: items.map((item) => bodyOf(item, route, query.include, world)),
    ...(route.counts === false ? uncounted : { ...uncounted, total }),
  });
}

function matching(world: World, { filters = {} }: Route, list: readonly { id?: string }[], query: ListQuery) {
  let items = world.deletedIds.size > 0 ? list.filter(({ id = '' }) => !world.deletedIds.has(id)) : list;
  for (const [name, values] of query.filters) {
    const matches = filters[name] as ((item: object, values: ReadonlySet<string>) => boolean) | undefined;
    if (!matches) continue;
    const wanted = new Set(values);
    items = items.filter((item) => matches(item, wanted));
  }
  return items;
}

function bodyOf(item: object, route: Route, include: readonly string[], world: World): object {
  let body = item;
  if (route.references) {
    const { id, type, name, self, html_url } = item as Reference & { name: string };
    return { id, type: `${type}_reference`, summary: name, self, html_url };
  }
  if (route.path === '/escalation_policies' && !include.includes('escalation_rule_assignment_strategies')) {
    body = withoutStrategies(body, world);
  }
  for (const name of include) body = route.includes?.[name]?.(body, world) ?? body;
  return body;
}
