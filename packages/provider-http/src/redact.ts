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
  for (const secret of secrets) {
    if (secret) clean = clean.split(secret).join(REDACTED);
  }
  for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
  return clean;
}

const EXCERPT_LENGTH = 300;

/** The beginning of a body on one line, without secrets: enough to recognise the provider's words. */
export function excerpt(body: string, secrets: readonly string[]): string {
  const clean = redact(body, secrets).replace(/\s+/g, ' ').trim();
  return clean.length > EXCERPT_LENGTH ? `${clean.slice(0, EXCERPT_LENGTH)}…` : clean;
}
