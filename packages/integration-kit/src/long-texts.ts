/** JupiterOne takes 6 MB at a time, and the SDK sends 250 entities at a time. If that is too much, all of them are lost. */
const LONGEST_TEXT = 4000;

/**
 * Cuts long texts in the properties, also in lists. An ellipsis stands for the rest. Keys stay as they are: a cut key would be another
 * key. A cut address leads nowhere, so an address is deleted, except where it is a name.
 *
 * @returns the names of the properties
 */
export function cutLongTexts(properties: Record<string, unknown>): string[] {
  const cut = Object.keys(properties).filter((name) => !name.startsWith('_') && [properties[name]].flat().some(isLong));
  for (const name of cut) {
    const value = properties[name];
    if (isAddress(value) && !NAMES.has(name)) delete properties[name];
    else properties[name] = Array.isArray(value) ? value.map(shortened) : shortened(value);
  }
  return cut;
}

const NAMES = new Set(['name', 'displayName']);

const isLong = (value: unknown): value is string => typeof value === 'string' && value.length > LONGEST_TEXT;

const isAddress = (value: unknown) => typeof value === 'string' && /^https?:\/\//i.test(value);

/** Two code units can be one character. */
const shortened = (value: unknown) =>
  isLong(value) ? `${value.slice(0, LONGEST_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…` : value;
