import { createHttp, HttpError, secretsInUrl, webhookSignature } from '@j1-integrations/provider-http';
import { crashPoint } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { FORMATS, type FormatName } from '../formats/format';
import { NO_FILES, TooLarge, type Sink } from './sink';

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
      if (key !== undefined && !secrets.includes(key)) secrets.push(key);
      const timestamp = String(Math.floor(now() / 1000));
      try {
        const { body } = await http.stream({
          method: 'POST',
          path: url.href,
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
        // What the receiver says beside its status is of no interest, but the connection is to be used again.
        for await (const piece of body) void piece;
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        // Who made the receiver's address a password finds its host here, and no more.
        const told = error.message.replace(error.endpoint, url.origin);
        if (error.status === 413) throw new TooLarge(batch, Buffer.byteLength(text), name, told);
        throw new CollectorError(EXIT.unavailable, told);
      }
      return NO_FILES;
    },
    close: () => http.close(),
  };
}
