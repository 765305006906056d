import { IntegrationValidationError, type IntegrationInstanceConfigField } from '@jupiterone/integration-sdk-core';
import { isConfidential, shown } from '@j1-integrations/provider-http';

/** `npm start` has several accounts in one environment. It sets a prefix and a suffix, such as `HEROKU_` and `__PROD`. */
const PREFIX_VARIABLE = 'INTEGRATION_SETTINGS_PREFIX';
const SUFFIX_VARIABLE = 'INTEGRATION_SETTINGS_SUFFIX';

const variableOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The environment variable of a field: `INGEST_TEAM_MEMBERS` for `ingestTeamMembers`. */
export const settingOf = (field: string): string =>
  (process.env[PREFIX_VARIABLE] ?? '') + variableOf(field) + (process.env[SUFFIX_VARIABLE] ?? '');

/** The name in messages. JupiterOne and the environment have different names for a field. */
export const fieldName = (field: string): string => `${field} (in the environment: ${settingOf(field)})`;

/** The SDK's own error would show the wrong value, which may be a secret. So the getter checks the value before the SDK does. */
export const booleanField = (field: string): IntegrationInstanceConfigField => ({
  optional: true,
  get type() {
    const value = process.env[variableOf(field)];
    if (value === undefined || /^(true|false)$/i.test(value)) return 'boolean' as const;
    throw new IntegrationValidationError(`${fieldName(field)} is ${shown(value)}. Allowed: true, false.`);
  },
});

/** @throws IntegrationValidationError if it is not a URL, or if credentials would be sent without encryption */
export function hostUrl(setting: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && isConfidential(url)) return url;
  // The URL may contain a password.
  throw new IntegrationValidationError(
    `${setting} is ${shown(url ? `${url.protocol}//${url.host}` : value)}. Allowed: https, because the credentials go there; http on loopback only.`,
  );
}

/** @param allowed the kind of credentials, and where the user gets them. @throws IntegrationValidationError without the value */
export function checkCredentials(field: string, value: string | undefined, allowed: string): void {
  const named = fieldName(field);
  if (!value) throw new IntegrationValidationError(`${named} is empty. Allowed: ${allowed}`);
  const position = [...value].findIndex((character) => !/^[\x21-\x7e]$/.test(character));
  if (position < 0) return;
  const code = value.codePointAt([...value].slice(0, position).join('').length) ?? 0;
  throw new IntegrationValidationError(
    `${named} has U+${code.toString(16).toUpperCase().padStart(4, '0')} as character ${position + 1}. Credentials do not ` +
      `contain it: copying often adds such a character. Allowed: ${allowed}`,
  );
}
