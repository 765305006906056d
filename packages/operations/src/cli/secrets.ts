const MASK = '***masked***';

/** `key` is not among them, because it often holds the name of another field. */
const SECRET_NAME =
  /(api|access|private|signing|encryption)[_-]?key|secret|passw|passphrase|credential|authorization|bearer|token$/i;
const CONFIG_NAME = /^config(uration)?$/i;
/** In a change, these fields hold the values. */
const VALUE_NAME = /^(from|to|old|new|before|after|value|(old|new|previous)Value)$/i;
const FIELD_NAMES = ['field', 'path', 'key', 'name', 'property', 'attribute'];
/** The values of these fields are shown in a change; all others are masked. */
const PUBLIC_FIELDS =
  /^(name|displayName|description|pollingInterval(CronExpression)?|hour|dayOfWeek|status|enabled|integrationDefinitionId)$/;

/**
 * Adds masks where JupiterOne's own masks are missing: in a configuration (every text that is not public by the
 * definition), in fields with a secret's name, and in values of changes. Also inside JSON texts.
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecretsInText(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const definition = (value as { integrationDefinition?: unknown }).integrationDefinition;
  const isPublic = isPublicChange(value as Record<string, unknown>);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, unknown] => {
      if (CONFIG_NAME.test(name)) return [name, maskConfig(inner, definition)];
      if (SECRET_NAME.test(name)) return [name, masked(inner)];
      return [name, isPublic === false && VALUE_NAME.test(name) ? masked(inner) : withoutSecrets(inner)];
    }),
  );
}

/** `undefined` when the object is not a change. */
function isPublicChange(value: Record<string, unknown>): boolean | undefined {
  const names = Object.keys(value);
  const isChange = names.some((name) => /^(to|new|after|newValue)$/i.test(name));
  if (!isChange) return undefined;
  const field = FIELD_NAMES.map((name) => value[name]).find((each) => typeof each === 'string');
  return field !== undefined && PUBLIC_FIELDS.test(field);
}

function withoutSecretsInText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(text)));
  } catch {
    return text;
  }
}

function maskConfig(config: unknown, definition: unknown): unknown {
  if (typeof config !== 'object' || config === null) return masked(config);
  const fields = (definition as { configFields?: { key: string; mask?: boolean }[] } | undefined)?.configFields;
  const isPublic = (key: string) =>
    key === '@tag' || (fields?.some((field) => field.key === key && !field.mask) ?? false);
  if (Array.isArray(config)) return config.map(masked);
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, isPublic(key) ? value : masked(value)]));
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return MASK;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map(masked)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
