import { IntegrationValidationError, type IntegrationInstanceConfigField } from '@jupiterone/integration-sdk-core';
import { isConfidential, shown } from '@j1-integrations/provider-http';

/**
 * `npm start` reads several accounts from one environment, and sets a prefix and a suffix such as `HEROKU_` and `__PROD`.
 */
const PREFIX_VARIABLE = 'INTEGRATION_SETTINGS_PREFIX';
const SUFFIX_VARIABLE = 'INTEGRATION_SETTINGS_SUFFIX';

const variableOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The environment variable of a field: `INGEST_TEAM_MEMBERS` for `ingestTeamMembers`. */
export const settingOf = (field: string): string =>
  (process.env[PREFIX_VARIABLE] ?? '') + variableOf(field) + (process.env[SUFFIX_VARIABLE] ?? '');

/** For messages: JupiterOne and the environment have different names for a field. */
export const fieldName = (field: string): string => `${field} (in the environment: ${settingOf(field)})`;

/**
 * The SDK shows a value of a wrong type, which may be a secret. So the value is checked when the SDK asks for the type.
 */
export const booleanField = (field: string): IntegrationInstanceConfigField => ({
  optional: true,
  get type() {
    const value = process.env[variableOf(field)];
    if (value === undefined || /^(true|false)$/i.test(value)) return 'boolean' as const;
    throw new IntegrationValidationError(`${fieldName(field)} is ${shown(value)}. Allowed: true, false.`);
  },
});

/**
 * @param setting its name in messages
 * @throws IntegrationValidationError if it is no URL, or would send credentials in the clear
 */
export function hostUrl(setting: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && isConfidential(url)) return url;
  // The URL may contain a password.
  throw new IntegrationValidationError(
    `${setting} is ${shown(url ? `${url.protocol}//${url.host}` : value)}. Allowed: https, because the credentials go there; http on loopback only.`,
  );
}

/**
 * @param allowed what is allowed, and where to get it
 * @throws IntegrationValidationError, which does not show the value
 */
export function checkCredentials(field: string, value: string | undefined, allowed: string): void {
  const named = fieldName(field);
  if (!value) throw new IntegrationValidationError(`${named} is empty. Allowed: ${allowed}`);
  const place = [...value].findIndex((character) => !/^[\x21-\x7e]$/.test(character));
  if (place < 0) return;
  const code = value.codePointAt([...value].slice(0, place).join('').length) ?? 0;
  throw new IntegrationValidationError(
    `${named} has U+${code.toString(16).toUpperCase().padStart(4, '0')} as character ${place + 1}, which is often pasted ` +
      `along unseen. Allowed: ${allowed}`,
  );
}
