import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * The key that a secret stands for: `whsec_` with base64, as Standard Webhooks give them out, or any other text as it is.
 *
 * @throws Error where it begins with `whsec_`, and what follows is no base64: its key would be one that anybody can guess.
 */
export function webhookKey(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) return Buffer.from(secret);
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  if (key.length > 0 && key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')) return key;
  throw new Error('begins with whsec_, and what follows is no base64');
}

/**
 * The `webhook-signature` of a body. The timestamp is in whole seconds.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', webhookKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** What must not be told of a webhook's secret: itself, and what a receiver may make of it. */
export function spellingsOfWebhookSecret(secret: string): string[] {
  if (!secret.startsWith(PREFIX)) return [secret];
  return [secret, secret.slice(PREFIX.length), webhookKey(secret).toString('utf8')];
}

/** Parts of a path such as `v1`, `services` and `collector` are words that may stand in any answer; others are not. */
const isToken = (part: string) => part.length >= 12 || (part.length >= 6 && /[0-9A-Z]/.test(part));

/** Receivers such as Slack and Sumo Logic have no other password than their address: it may come back in what they say. */
export function secretsInUrl({ pathname, search, searchParams, password }: URL): string[] {
  const whole = [pathname + search, pathname, search.slice(1)].filter((part) => part.length > 1);
  const parts = pathname.split('/').filter((part) => isToken(part) || isToken(decoded(part)));
  const values = [...searchParams.values()].filter((value) => value.length >= 4);
  // The digits of an escape may come back in other letters.
  const spelled = [...whole, ...parts].flatMap((part) => [part, decoded(part), lowerEscapes(part)]);
  return [...new Set([...spelled, ...values, password])];
}

const lowerEscapes = (part: string) => part.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
