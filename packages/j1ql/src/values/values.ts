/** What the language can compare. */
export type Scalar = string | number | boolean;

/** Absent and null are the same to the language, and an empty list is as absent. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(isAbsent));

/** The values of a property: those of a list, or the one, or none. */
export function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.some(isAbsent) ? value.filter((element) => !isAbsent(element)) : value;
  return isAbsent(value) ? [] : [value];
}

/** Whether a test holds for some value of a property. */
export function some(value: unknown, test: (one: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((element) => !isAbsent(element) && test(element));
  return !isAbsent(value) && test(value);
}

/** Equal values, lists included, have equal texts; a number and its text do not. */
export const identityOf = (value: unknown): string =>
  typeof value === 'string' ? `"${value}` : JSON.stringify(value ?? null);

/** A property of an object from outside: `constructor` and `__proto__` are names like others. */
export function propertyReader(name: string): (from: Readonly<Record<string, unknown>>) => unknown {
  if (name in Object.prototype) return (from) => (Object.hasOwn(from, name) ? from[name] : undefined);
  return (from) => from[name];
}

/** Sets a property of any name, `__proto__` included. */
export function setProperty(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}
