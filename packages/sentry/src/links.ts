import LinkHeader from 'http-link-header';

/**
 * What asks for the page after this one: of the link only the cursor, because its host may be another one.
 *
 * @see https://docs.sentry.io/api/pagination/
 */
export function nextCursor(path: string, link: string | null): string | undefined {
  const next = link ? LinkHeader.parse(link).rel('next')[0] : undefined;
  // An empty page may have more behind it: only this says whether it is the last.
  if (next?.results !== 'true') return undefined;
  if (next.cursor) return next.cursor;
  throw new Error(`Sentry cut the list ${path}, and does not say where it goes on.`);
}
