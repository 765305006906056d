export type Scalar = string | number | boolean;

/** The language treats undefined, null and an empty list as the same. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(isAbsent));

export function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.some(isAbsent) ? value.filter((element) => !isAbsent(element)) : value;
  return isAbsent(value) ? [] : [value];
}

export function some(value: unknown, test: (one: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((element) => !isAbsent(element) && test(element));
  return !isAbsent(value) && test(value);
}

/** A string that is the same for equal values only, without line breaks; 1 and '1' differ. */
export const identityOf = (value: unknown): string => JSON.stringify(value ?? null);

/** Reads own properties only, so `constructor` and `__proto__` are ordinary names. */
export function propertyReader(name: string): (from: Readonly<Record<string, unknown>>) => unknown {
  if (name in Object.prototype) return (from) => (Object.hasOwn(from, name) ? from[name] : undefined);
  return (from) => from[name];
}

/** Sets a property of any name, including `__proto__`. */
export function setProperty(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}
