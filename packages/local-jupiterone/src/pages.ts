import { GraphQLError } from 'graphql';

export interface Page<Item> {
  items: Item[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

/** The cursor names the last item, so the next page is right although new items come first. */
export function pageOf<Item extends { id: string }>(items: Item[], size: number, cursor?: string | null): Page<Item> {
  const start = cursor ? positionAfter(items, cursor) : 0;
  const page = items.slice(start, start + size);
  const hasNextPage = start + page.length < items.length;
  const last = page.at(-1);
  return {
    items: page,
    pageInfo: { hasNextPage, endCursor: hasNextPage && last ? Buffer.from(last.id).toString('base64url') : null },
  };
}

function positionAfter(items: { id: string }[], cursor: string): number {
  const id = Buffer.from(cursor, 'base64url').toString();
  const position = items.findIndex((item) => item.id === id);
  if (position < 0) throw new GraphQLError('Invalid cursor', { extensions: { code: 'BAD_USER_INPUT' } });
  return position + 1;
}
