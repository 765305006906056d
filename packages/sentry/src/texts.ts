import { redact } from '@j1-integrations/provider-http';

/** Tokens of users, organizations and integrations. */
const TOKEN = /\bsntry[a-z]{1,2}_[\w.=+/-]+/g;

export const withoutSecrets = (text: string | null | undefined): string | undefined =>
  typeof text === 'string' && text ? redact(text, []).replace(TOKEN, '[redacted]') : undefined;
