import { IntegrationValidationError, type IntegrationInstanceConfigField } from '@jupiterone/integration-sdk-core';
import { isConfidential, shown } from '@j1-integrations/provider-http';

/**
 * What stands before and after the name of every setting in a message. `npm start` at the root runs several integrations and
 * accounts in one environment, and sets them to `HEROKU_`, `__PROD` and the like.
 */
const PREFIX_VARIABLE = 'INTEGRATION_SETTINGS_PREFIX';
const SUFFIX_VARIABLE = 'INTEGRATION_SETTINGS_SUFFIX';

const variableOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The environment variable of a config field, as its user sets it: `INGEST_TEAM_MEMBERS` for `ingestTeamMembers`. */
export const settingOf = (field: string): string =>
  (process.env[PREFIX_VARIABLE] ?? '') + variableOf(field) + (process.env[SUFFIX_VARIABLE] ?? '');

/** A config field in a message: in JupiterOne it has one name, in the environment another. */
export const fieldName = (field: string): string => `${field} (in the environment: ${settingOf(field)})`;

/**
 * An optional config field that is true or false. The SDK refuses other values and shows them, and one may be a secret in the
 * wrong place. The SDK asks for the type first, so the value is refused then.
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
 * Checks the host that the credentials go to.
 *
 * @param setting its name, as the user knows it.
 * @throws IntegrationValidationError where it is no URL, or one that credentials must not be sent to in the clear.
 */
export function hostUrl(setting: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && isConfidential(url)) return url;
  // Before the host there may be a password.
  throw new IntegrationValidationError(
    `${setting} is ${shown(url ? `${url.protocol}//${url.host}` : value)}. Allowed: https, because the credentials go there; http on loopback only.`,
  );
}

/**
 * Checks that credentials can be sent at all.
 *
 * @param field the config field.
 * @param allowed what is due there, and where to get it.
 * @throws IntegrationValidationError that names the field and where the value is wrong, and does not show the value.
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
