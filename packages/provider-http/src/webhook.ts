import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** @throws Error if `whsec_` is not followed by base64: the key would be easy to guess. */
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

/** The forms in which a receiver may repeat the secret. */
export function spellingsOfWebhookSecret(secret: string): string[] {
  if (!secret.startsWith(PREFIX)) return [secret];
  return [secret, secret.slice(PREFIX.length), webhookKey(secret).toString('utf8')];
}

/** Not a word such as `v1` or `services`, which any answer may contain. */
const isToken = (part: string) => part.length >= 12 || (part.length >= 6 && /[0-9A-Z]/.test(part));

/** For receivers such as Slack and Sumo Logic the address is the password, and their answers may repeat it. */
export function secretsInUrl({ pathname, search, searchParams, password }: URL): string[] {
  const whole = [pathname + search, pathname, search.slice(1)].filter((part) => part.length > 1);
  const values = [...searchParams.values()].filter((value) => value.length >= 4);
  return [...whole, ...pathname.split('/').filter(isToken), ...values, password];
}
