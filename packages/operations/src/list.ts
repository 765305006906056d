import { paginate } from '@j1-integrations/provider-http';
import { GraphQLAnswerError, type ReportedError } from './errors';
import { type GraphQL, type Operation } from './graphql';
import { type PageInfo } from './shapes';

export interface ListOptions {
  /** Default: all. */
  limit?: number;
}

interface ListedPage<Item> {
  items: Item[];
  pageInfo: PageInfo;
}

/**
 * @throws {GraphQLAnswerError} after the last item, when a page held data and errors
 * @throws {HttpError} when a cursor repeats, because the list would never end
 */
export async function* list<Data, Item>(
  graphql: GraphQL,
  operation: Operation<Data>,
  variables: object,
  pageOf: (data: Data) => ListedPage<Item>,
  { limit = Infinity }: ListOptions = {},
): AsyncGenerator<Item, void, undefined> {
  const errors: ReportedError[] = [];

  async function fetchPage(cursor?: string) {
    const { items, pageInfo } = pageOf(await queryAllowingPartialData(cursor));
    return { items, next: pageInfo.hasNextPage === false ? undefined : pageInfo.endCursor };
  }

  async function queryAllowingPartialData(cursor?: string): Promise<Data> {
    try {
      return await graphql.query(operation, { ...variables, cursor });
    } catch (error) {
      if (!(error instanceof GraphQLAnswerError) || error.data === undefined) throw error;
      errors.push(...error.errors);
      return error.data as Data;
    }
  }

  if (limit > 0) {
    const endpoint = `GraphQL ${/\w+ (\w+)/.exec(operation.document)?.[1] ?? ''}`.trimEnd();
    let given = 0;
    for await (const item of paginate(fetchPage, { method: 'POST', endpoint, lookAhead: limit === Infinity })) {
      yield item;
      if (++given >= limit) break;
    }
  }
  if (errors.length > 0) throw new GraphQLAnswerError(errors);
}
