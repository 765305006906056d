export interface PathMatch<Route> {
  route: Route;
  names: Readonly<Record<string, string>>;
}

/** `:team` in a route matches any segment, and gives `{ team: 'acme-payments' }`. */
export function createMatcher<Route extends { path: string }>(routes: readonly Route[]) {
  const split = routes.map((route) => ({ route, wanted: route.path.split('/') }));
  return (path: string): PathMatch<Route> | undefined => {
    const segments = path.split('/');
    const fits = (wanted: string[]) =>
      wanted.length === segments.length && wanted.every((word, i) => word.startsWith(':') || word === segments[i]);
    const found = split.find(({ wanted }) => fits(wanted));
    if (!found) return undefined;
    const names = found.wanted.flatMap((word, i) =>
      word.startsWith(':') ? [[word.slice(1), decode(segments[i])]] : [],
    );
    return { route: found.route, names: Object.fromEntries(names) as Record<string, string> };
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
