import { invalid } from '../errors/error';
import type { Parameter } from '../syntax/tree';

const isScalar = (value: unknown) =>
  value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);

/** `${me.email}` is the variable `me.email`, or the property `email` of the variable `me`. */
export function parameterValue({ name, at }: Parameter, variables: Readonly<Record<string, unknown>>): unknown {
  const value = Object.hasOwn(variables, name) ? variables[name] : valueAtPath(variables, name.split('.'));
  if (value === undefined) {
    const given = Object.keys(variables);
    const hint =
      given.length === 0
        ? 'No variables are given.'
        : `The given variables are ${given.map((known) => `"${known}"`).join(', ')}.`;
    throw invalid(`The variable "${name}" has no value.`, at.start, hint);
  }
  if (isScalar(value) || (Array.isArray(value) && value.every(isScalar))) return value;
  throw invalid(`The variable "${name}" must be a string, a number, a boolean, null, or a list of these.`, at.start);
}

const valueAtPath = (variables: unknown, path: string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    variables,
  );
