export type Scalar = string | number | boolean;

/** In J1QL, undefined, null and an empty list are equal. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(isAbsent));

export function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.some(isAbsent) ? value.filter((element) => !isAbsent(element)) : value;
  return isAbsent(value) ? [] : [value];
}

export function someValue(value: unknown, test: (one: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((element) => !isAbsent(element) && test(element));
  return !isAbsent(value) && test(value);
}

/** Equal for equal values only: 1 and '1' differ. Has no line breaks. */
export const identityOf = (value: unknown): string => JSON.stringify(value ?? null);

/** Reads `constructor` and `__proto__` as ordinary properties. */
export function propertyReader(name: string): (from: Readonly<Record<string, unknown>>) => unknown {
  if (name in Object.prototype) return (from) => (Object.hasOwn(from, name) ? from[name] : undefined);
  return (from) => from[name];
}

/** Sets `__proto__` as an ordinary property. */
export function setProperty(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}
