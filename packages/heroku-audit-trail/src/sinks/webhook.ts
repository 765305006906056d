import { spellingsOfWebhookSecret, webhookSignature } from '@j1-integrations/provider-http';
import type { FormatName } from '../model/format-name';
import { bodyShape, type BodySettings } from './body';
import { LONGEST_BULK_ANSWER, refusedInBulk } from './bulk-answer';
import { createReceiver, type ReceiverOptions } from './receiver';
import { ALL_TAKEN, type Sink } from './sink';

export interface WebhookOptions extends ReceiverOptions {
  name: string;
  secret?: () => Promise<string>;
  format: FormatName;
  body?: BodySettings;
  /** What shows that rows were taken: the status of the answer, or its entry for each row. */
  answer?: 'status' | 'bulk';
  rows?: number;
  bytes?: number;
  now?: () => number;
}

/**
 * POSTs batches, at least once. A repeat has the same `Idempotency-Key` and body. The signature is of the plain body.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSink(options: WebhookOptions): Sink {
  const {
    name,
    url,
    secret,
    format,
    body,
    answer = 'status',
    rows = 500,
    bytes = 1024 * 1024,
    now = Date.now,
  } = options;
  const spellings: string[] = [];
  const shape = bodyShape(body);
  const receiver = createReceiver({ ...options, secrets: () => [...spellings, ...(options.secrets?.() ?? [])] });
  return {
    name,
    type: 'webhook',
    format,
    rows,
    bytes,
    async deliver(batch, signal) {
      const { id } = batch;
      const text = shape.text(batch.rows, format);
      const key = await secret?.();
      if (key !== undefined && !spellings.includes(key)) spellings.push(...spellingsOfWebhookSecret(key));
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        'idempotency-key': id,
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        ...(key !== undefined && { 'webhook-signature': webhookSignature(key, id, timestamp, text) }),
      };
      const posting = { type: shape.type, content: text, headers, signal };
      if (answer === 'status') {
        await receiver.post(batch, { ...posting, statusOnly: true });
        return ALL_TAKEN;
      }
      const bulkAnswer = await receiver.post(batch, posting, LONGEST_BULK_ANSWER);
      return { refused: refusedInBulk(bulkAnswer, batch.rows, `POST ${url.origin}`, receiver.plain) };
    },
    close: receiver.close,
  };
}
