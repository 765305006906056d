const MASK = '***masked***';

/** Names of secrets. A field called `key` is not one: it often holds the name of another field. */
const SECRET_NAME =
  /(api|access|private|signing|encryption)[_-]?key|secret|passw|passphrase|credential|authorization|bearer|token$/i;
const CONFIG_NAME = /^config(uration)?$/i;
/** Fields of a change that hold a value. They are masked unless the change concerns one of `OPEN_FIELDS`. */
const VALUE_NAME = /^(from|to|old|new|before|after|value|(old|new|previous)Value)$/i;
const FIELD_NAMES = ['field', 'path', 'key', 'name', 'property', 'attribute'];
const OPEN_FIELDS =
  /^(name|displayName|description|pollingInterval(CronExpression)?|hour|dayOfWeek|status|enabled|integrationDefinitionId)$/;

/**
 * A copy with every secret masked. JupiterOne masks the configuration itself; this covers what it misses: fields that
 * the definition marks as secret, every text of a configuration without a definition, fields with a secret's name, old
 * and new values of changes, and all of these inside JSON texts.
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecretsInText(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const definition = (value as { integrationDefinition?: unknown }).integrationDefinition;
  const isOpen = isOpenChange(value as Record<string, unknown>);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, unknown] => {
      if (CONFIG_NAME.test(name)) return [name, maskConfig(inner, definition)];
      if (SECRET_NAME.test(name)) return [name, masked(inner)];
      return [name, isOpen === false && VALUE_NAME.test(name) ? masked(inner) : withoutSecrets(inner)];
    }),
  );
}

/** Whether a change concerns a field without secrets; `undefined` when the object is not a change. */
function isOpenChange(value: Record<string, unknown>): boolean | undefined {
  const names = Object.keys(value);
  const isChange = names.some((name) => /^(to|new|after|newValue)$/i.test(name));
  if (!isChange) return undefined;
  const field = FIELD_NAMES.map((name) => value[name]).find((each) => typeof each === 'string');
  return field !== undefined && OPEN_FIELDS.test(field);
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
  const isOpen = (key: string) =>
    key === '@tag' || (fields?.some((field) => field.key === key && !field.mask) ?? false);
  if (Array.isArray(config)) return config.map(masked);
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, isOpen(key) ? value : masked(value)]));
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return MASK;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map(masked)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
