import { IncompleteDataError } from '@j1-integrations/integration-kit';
import LinkHeader from 'http-link-header';

/** Sentry's default, and its maximum. */
const PAGE = 100;

/**
 * What asks for the page after this one: of the link only the cursor, because its host may be another one.
 *
 * @param items how many are on this page. Some lists of old servers have no pages and no `Link`; of a full page without
 * one no one knows whether it is the last, as a proxy may have dropped the header.
 * @see https://docs.sentry.io/api/pagination/
 */
export function nextCursor(path: string, link: string | null, items: number): string | undefined {
  const next = nextOf(link);
  if (!next && items === PAGE) {
    throw new IncompleteDataError(
      `Sentry's list ${path} came with a full page of ${PAGE} and without the header Link, which says whether more ` +
        'follows. A proxy in front of it may drop that header.',
    );
  }
  // An empty page can have successors: only `results` tells.
  if (!next || next.results?.toLowerCase() === 'false') return undefined;
  if (next.cursor) return next.cursor;
  if (next.results === undefined && items < PAGE) return undefined;
  throw new IncompleteDataError(`Sentry cut the list ${path}, and does not say where it goes on.`);
}

function nextOf(link: string | null): LinkHeader.Reference | undefined {
  try {
    return link ? LinkHeader.parse(link).rel('next')[0] : undefined;
  } catch {
    // An unreadable header counts as none.
    return undefined;
  }
}
