import { redact } from '@j1-integrations/provider-http';

/** Sentry's own tokens: of users, organizations and integrations. */
const TOKEN = /\bsntry[a-z]{1,2}_[\w.=+/-]+/g;

/** What an error said, without what reads like a credential; `undefined` where it said nothing. */
export const withoutSecrets = (text: string | null | undefined): string | undefined =>
  text ? redact(text, []).replace(TOKEN, '[redacted]') : undefined;
