/** Secrets that people write into names and descriptions. */
const SECRETS: readonly RegExp[] = [
  // The e-mail address of an integration.
  /[\w.+-]+@[\w-]+(?:\.eu)?\.pagerduty\.com\b/gi,
  // The private address of a calendar.
  /\b(?:https?|webcal):\/\/[\w.-]+\.pagerduty\.com\/private\/[^\s"'<>)]+/gi,
  // An integration key.
  /\b(?=[a-z]*\d)[a-z\d]{32}\b/gi,
];

export const withoutSecrets = (text: string | null | undefined): string | undefined =>
  SECRETS.reduce<string | undefined>((rest, secret) => rest?.replace(secret, '[removed]'), text ?? undefined);
