import { type ConfigField } from './definitions';
import { refuseMasks } from './masks';

/** The definition does not allow the configuration. The message names every wrong field, and quotes no value. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used: ${problems.join('; ')}`);
  }
}

const OWN_KEYS = ['@tag'];
const CHECKED_TYPES = ['string', 'boolean', 'number', 'integer'];

/**
 * @param isUpdate allows missing fields, because an update keeps them
 * @throws {ConfigError} with every field that is missing, unknown or of the wrong type
 * @throws {MaskedValueError} when a value is a mask
 */
export function checkConfig(
  config: Readonly<Record<string, unknown>>,
  fields: readonly ConfigField[],
  { isUpdate = false }: { isUpdate?: boolean } = {},
): void {
  refuseMasks(config);
  const isAnythingAllowed = fields.length === 0;
  if (isAnythingAllowed) return;
  const known = new Map(fields.map((field) => [field.key, field]));
  const unknown = Object.keys(config).filter((key) => !known.has(key) && !OWN_KEYS.includes(key));
  const problems = [
    ...fields.flatMap((field) => requiredProblem(field, config[field.key], isUpdate)),
    ...unknown.map((key) => `config.${key} is not known; allowed: ${[...known.keys(), ...OWN_KEYS].join(', ')}`),
    ...Object.entries(config).flatMap(([key, value]) => typeProblem(key, known.get(key)?.type, value)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
}

function requiredProblem(
  { key, type, optional, defaultValue }: ConfigField,
  value: unknown,
  isUpdate: boolean,
): string[] {
  if (optional || (defaultValue !== undefined && defaultValue !== null)) return [];
  if (value === undefined && isUpdate) return [];
  const isMissing = value === undefined || value === null || value === '';
  return isMissing ? [`config.${key} is required (${type ?? 'string'})`] : [];
}

function typeProblem(key: string, type: string | undefined, value: unknown): string[] {
  if (type === undefined || !CHECKED_TYPES.includes(type) || value === undefined || value === null) return [];
  const isRight = type === 'integer' ? Number.isInteger(value) : typeof value === type;
  return isRight
    ? []
    : [`config.${key} must be ${type === 'integer' ? 'an integer' : `a ${type}`}; got ${kindOf(value)}`];
}

const kindOf = (value: unknown) =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
