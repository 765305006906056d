import { IncompleteDataError } from '@j1-integrations/integration-kit';
import LinkHeader from 'http-link-header';

/** Sentry's default, and its maximum. */
const PAGE = 100;

/**
 * The cursor of the next page. The rest of the link is ignored, because it may name another host.
 *
 * @param items the number of items on this page. Some lists of old servers have neither pages nor the header `Link`. But a full
 * page without `Link` is an error, because a proxy may have removed the header.
 * @see https://docs.sentry.io/api/pagination/
 */
export function nextCursor(path: string, link: string | null, items: number): string | undefined {
  const next = nextOf(link);
  if (!next && items === PAGE) {
    throw new IncompleteDataError(
      `Sentry's list ${path} has a full page of ${PAGE} items without the header Link, which says whether more items ` +
        'follow. Check whether a proxy in front of Sentry removes this header.',
    );
  }
  // More pages can follow an empty one. Only `results` says whether they do.
  if (!next || next.results?.toLowerCase() === 'false') return undefined;
  if (next.cursor) return next.cursor;
  if (next.results === undefined && items < PAGE) return undefined;
  throw new IncompleteDataError(`Sentry's list ${path} has more pages, but the header Link has no cursor.`);
}

function nextOf(link: string | null): LinkHeader.Reference | undefined {
  try {
    return link ? LinkHeader.parse(link).rel('next')[0] : undefined;
  } catch {
    // An unreadable header counts as missing.
    return undefined;
  }
}
