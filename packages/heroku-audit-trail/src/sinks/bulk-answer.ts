import { CollectorError, EXIT } from '../errors';
import type { LogRow } from '../model/log-row';
import type { Answer } from './receiver';
import { isRefusal, RowsRefused, type RefusedRow } from './sink';

export const LONGEST_BULK_ANSWER = 16 * 1024 * 1024;

interface Item {
  status: number;
  words: string;
}

const ALREADY_STORED = 409;

/**
 * The rows that the receiver refused in a bulk request, whose own status is 200.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
 * @throws RowsRefused if it took no row; CollectorError if the batch must be sent again.
 */
export function refusedInBulk(
  { body, whole }: Answer,
  rows: readonly LogRow[],
  where: string,
  plain: (words: string) => string,
): RefusedRow[] {
  const items = whole ? itemsOf(body.toString()) : undefined;
  if (items?.length !== rows.length) {
    const got =
      items === undefined ? 'no answer of a bulk request' : `an answer for ${items.length} rows, of ${rows.length}`;
    throw new CollectorError(
      EXIT.unavailable,
      `${where} gave ${got}.`,
      'answer: bulk is for Elasticsearch and OpenSearch.',
    );
  }
  const refused: RefusedRow[] = [];
  for (const [i, { status, words }] of items.entries()) {
    if ((status >= 200 && status < 300) || status === ALREADY_STORED) continue;
    const { seq } = rows[i];
    const said = plain(words);
    // The batch is sent again. Rows have ids, so the receiver does not double those that it took.
    if (!isRefusal(status))
      throw new CollectorError(EXIT.unavailable, `${where} answered ${status} for row ${seq}: ${said}`);
    refused.push({ seq, status, words: said });
  }
  if (refused.length < rows.length) return refused;
  const [{ status, words }] = refused;
  throw new RowsRefused(status, words, `${where} took none of ${rows.length} rows: ${status} ${words}`);
}

function itemsOf(text: string): Item[] | undefined {
  try {
    const { items } = JSON.parse(text) as { items: Record<string, { status?: unknown; error?: unknown }>[] };
    return items.map((item) => {
      const [{ status, error }] = Object.values(item);
      return { status: Number(status), words: error === undefined ? '' : JSON.stringify(error) };
    });
  } catch {
    return undefined;
  }
}
