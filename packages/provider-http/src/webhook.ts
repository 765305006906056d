import { createHmac } from 'node:crypto';

/**
 * The `webhook-signature` of a body. The secret is `whsec_` with base64, as Standard Webhooks give them out, or any
 * other text as it is. The timestamp is in whole seconds.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** Shorter parts of a path, such as `v1` and `services`, are words that may stand in any answer. */
const SHORTEST_TOKEN = 12;

/** Receivers such as Slack and Sumo Logic have no other password than their address: it may come back in what they say. */
export function secretsInUrl({ pathname, search, searchParams, password }: URL): string[] {
  const parts = [...pathname.split('/'), ...searchParams.values()].flatMap((part) => [part, decoded(part)]);
  const whole = [pathname + search, pathname, search.slice(1)].filter((part) => part.length > 1);
  return [...whole, password, ...parts.filter((part) => part.length >= SHORTEST_TOKEN)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
