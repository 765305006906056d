/**
 * A copy in which no configuration shows a secret. JupiterOne masks them before they come; what it should ever forget is
 * masked here: every field that the definition calls secret, and every text where there is no definition to ask.
 */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const { config, ...rest } = value as { config?: unknown; integrationDefinition?: unknown };
  const copy = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, withoutSecrets(inner)]));
  return config === undefined ? copy : { ...copy, config: maskConfig(config, rest.integrationDefinition) };
}

function maskConfig(config: unknown, definition: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config;
  const fields = (definition as { configFields?: { key: string; mask?: boolean }[] } | undefined)?.configFields;
  const isOpen = (key: string) => fields?.some((field) => field.key === key && !field.mask) ?? false;
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, isOpen(key) ? value : masked(value)]));
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return '***masked***';
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map(masked)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
