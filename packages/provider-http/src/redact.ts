const REDACTED = '[redacted]';

/** What reads like a credential wherever it stands, beside the secrets that the caller names. */
const CREDENTIALS: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic|Token token=)\s*["']?[^\s"',;]+/gi, `$1 ${REDACTED}`],
  [/(:\/\/)[^/\s"'@]+@/g, `$1${REDACTED}@`],
  [/([?&](?:[\w.-]*(?:token|secret|password|signature|api[_-]?key)[\w.-]*)=)[^&#\s"']+/gi, `$1${REDACTED}`],
];

/** Replaces the named secrets, and whatever reads like a credential, in a text that may reach a log. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets.filter(Boolean).flatMap(spellings)) clean = clean.split(secret).join(REDACTED);
  for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
  return clean;
}

/** A secret as it is, as part of a URL, and as part of a JSON text. */
const spellings = (secret: string): string[] => [
  ...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
];

const EXCERPT_LENGTH = 300;
/** What is looked at for an excerpt: enough for it, and little enough to search. */
const LOOKED_AT = 8192;

/** The beginning of a body on one line, without secrets: enough to recognise the provider's words. */
export function excerpt(body: string, secrets: readonly string[]): string {
  const clean = redact(body.slice(0, LOOKED_AT), secrets).replace(/\s+/g, ' ').trim();
  return clean.length > EXCERPT_LENGTH ? `${clean.slice(0, EXCERPT_LENGTH)}…` : clean;
}
