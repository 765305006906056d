/** Types whose events tell of config vars. */
const ABOUT_CONFIG = /config/;

/** Whatever else an event about config vars holds may be, or contain, a value. */
const HARMLESS = new Set([
  'id',
  'key',
  'keys',
  'name',
  'names',
  'config_var',
  'config_vars',
  'action',
  'type',
  'version',
]);
const VARIABLE_NAME = /^[A-Za-z_]\w*$/;
const ID = /^[0-9a-f-]{36}$/i;

const REDACTED = '[redacted]';

/**
 * The JSON of an event without values of config vars, which are secrets: of an event about config vars only the names
 * of the variables, and ids, are let through in `data`. Where nothing is to hide, the text is the one that came.
 */
export function withoutConfigValues(type: string | null, raw: string): string {
  if (type !== null && !ABOUT_CONFIG.test(type)) return raw;
  const event = JSON.parse(raw) as { type?: unknown; data?: unknown } | null;
  if (typeof event !== 'object' || event === null || event.data === undefined || event.data === null) return raw;
  if (type === null && !ABOUT_CONFIG.test(String(event.type))) return raw;
  let hidden = false;
  const clean = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => clean(name, item));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(key, inner)]));
    }
    if (value === null || typeof value === 'boolean') return value;
    const isName = typeof value === 'string' && (VARIABLE_NAME.test(value) || ID.test(value));
    if (HARMLESS.has(name) && (isName || typeof value === 'number')) return value;
    hidden = true;
    return REDACTED;
  };
  const data = clean('', event.data);
  return hidden ? JSON.stringify({ ...event, data }) : raw;
}
