/** Secrets that people write into names and descriptions. */
const SECRETS: readonly RegExp[] = [
  // An integration's e-mail address. It begins where a word begins: else a long word takes quadratic time.
  /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.eu)?\.pagerduty\.com\b/gi,
  // A calendar's private address.
  /\b(?:https?|webcal):\/\/[\w.-]+\.pagerduty\.com\/private\/[^\s"'<>)]+/gi,
  // An integration key.
  /\b(?=[a-z]*\d)[a-z\d]{32}\b/gi,
];

const WRITTEN_BY_PEOPLE = new Set(['name', 'summary', 'description', 'title']);

/** A hostile item may have thousands of levels. No converter reads deeper than this. */
const DEPTH = 20;

/** Removes secrets from all names and descriptions in an answer. It changes the answer in place. */
export function removeSecrets(answer: unknown, depth = DEPTH): void {
  if (typeof answer !== 'object' || answer === null || depth === 0) return;
  for (const [key, value] of Object.entries(answer)) {
    if (typeof value === 'object') removeSecrets(value, depth - 1);
    else if (typeof value === 'string' && WRITTEN_BY_PEOPLE.has(key)) {
      (answer as Record<string, string>)[key] = withoutSecrets(value);
    }
  }
}

const withoutSecrets = (text: string): string =>
  SECRETS.reduce((rest, secret) => rest.replace(secret, '[removed]'), text);
