import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** @throws Error where `whsec_` stands before what is no base64: its key would be one that anyone can guess. */
export function webhookKey(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) return Buffer.from(secret);
  const encoded = secret.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  if (key.length > 0 && key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')) return key;
  throw new Error('begins with whsec_, and what follows is no base64');
}

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', webhookKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** What must not be told of a webhook's secret: itself, and what a receiver may make of it. */
export function spellingsOfWebhookSecret(secret: string): string[] {
  if (!secret.startsWith(PREFIX)) return [secret];
  return [secret, secret.slice(PREFIX.length), webhookKey(secret).toString('utf8')];
}

/** Parts such as `v1` and `services` are words that may stand in any answer. */
const isToken = (part: string) => part.length >= 12 || (part.length >= 6 && /[0-9A-Z]/.test(part));

/** Receivers such as Slack and Sumo Logic have no other password than their address: it may come back in what they say. */
export function secretsInUrl({ pathname, search, searchParams, password }: URL): string[] {
  const whole = [pathname + search, pathname, search.slice(1)].filter((part) => part.length > 1);
  const values = [...searchParams.values()].filter((value) => value.length >= 4);
  return [...whole, ...pathname.split('/').filter(isToken), ...values, password];
}
