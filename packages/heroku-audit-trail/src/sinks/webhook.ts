import {
  createHttp,
  HttpError,
  secretsInUrl,
  spellingsOfWebhookSecret,
  webhookSignature,
} from '@j1-integrations/provider-http';
import { crashPoint } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { FORMATS, type FormatName } from '../formats/format';
import { NO_FILES, ReceiverWaits, RowsRefused, type Batch, type Sink } from './sink';

export interface WebhookOptions {
  name: string;
  url: URL;
  /** Signs each request. Asked for before each, so that it can be rotated. */
  secret?: () => Promise<string>;
  format: FormatName;
  rows?: number;
  now?: () => number;
}

/**
 * POSTs batches as lines of JSON, at least once: a batch that is repeated has the same `Idempotency-Key`, and the same
 * body. Signed as Standard Webhooks are.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSink({ name, url, secret, format, rows = 500, now = Date.now }: WebhookOptions): Sink {
  const secrets = secretsInUrl(url);
  const http = createHttp({ baseUrl: url.origin, secrets: () => secrets, policy: { attempts: 1, pauseSeconds: 0 } });
  return {
    name,
    type: 'webhook',
    format,
    rows,
    bytes: 1024 * 1024,
    async deliver(batch, signal) {
      const { id } = batch;
      const text = batch.rows.map((row) => `${FORMATS[format](row)}\n`).join('');
      const key = await secret?.();
      if (key !== undefined && !secrets.includes(key)) secrets.push(...spellingsOfWebhookSecret(key));
      const timestamp = String(Math.floor(now() / 1000));
      try {
        const { body } = await http.stream({
          method: 'POST',
          path: url,
          content: { type: 'application/x-ndjson', text },
          headers: {
            accept: '*/*',
            'idempotency-key': id,
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            ...(key !== undefined && { 'webhook-signature': webhookSignature(key, id, timestamp, text) }),
          },
          signal,
        });
        crashPoint('D3');
        // What the receiver says beside its status is of no interest, but the connection is to be used again, where that
        // takes no long time.
        const until = now() + 5000;
        let bytes = 0;
        for await (const piece of body as AsyncIterable<Buffer>) {
          bytes += piece.length;
          if (bytes > 64 * 1024 || now() > until) break;
        }
      } catch (error) {
        throw error instanceof HttpError ? refusalOf(error, url, batch) : error;
      }
      return NO_FILES;
    },
    close: () => http.close(),
  };
}

/** A request that is wrong, too large or not understood would be so the next time: with other rows it may be right. */
const REFUSALS = new Set([400, 413, 422]);

function refusalOf(error: HttpError, url: URL, { rows }: Batch): CollectorError {
  const { status, retryAfterSeconds, said, statusText } = error;
  // Who made the receiver's address a password finds its host here, and no more.
  const told =
    error.kind === 'rate-limit' ? `POST ${url.origin} answered 429` : error.message.replace(error.endpoint, url.origin);
  if (status !== undefined && REFUSALS.has(status)) {
    const which = rows.length === 1 ? `row ${rows[0].seq}` : `rows ${rows[0].seq} to ${rows[rows.length - 1].seq}`;
    return new RowsRefused(status, said ?? statusText ?? '', `${told} (${which})`);
  }
  if (retryAfterSeconds) {
    const asks = told.includes('asks to wait') ? '' : ` and asks to wait ${Math.ceil(retryAfterSeconds)} s`;
    return new ReceiverWaits(told + asks, retryAfterSeconds * 1000);
  }
  return new CollectorError(EXIT.unavailable, told);
}
