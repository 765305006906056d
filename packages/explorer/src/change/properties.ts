import type { Change } from '../format/contents';
import type { Item } from '../format/pack';

/** Other metadata describes the run, not the object. */
const COMPARED = new Set(['_type', '_class']);
const isCompared = (name: string) => !name.startsWith('_') || COMPARED.has(name);

/** Absent, null and an empty list are equal. The order of a list does not count. */
export function differences(older: Item, newer: Item): Change['properties'] {
  const names = new Set([...Object.keys(older), ...Object.keys(newer)].filter(isCompared));
  return [...names].flatMap((name) => {
    const [from, to] = [valueIn(older, name), valueIn(newer, name)];
    return identity(from) === identity(to) ? [] : [{ name, from, to }];
  });
}

function valueIn(item: Item, name: string): unknown {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
}

function identity(value: unknown): string | undefined {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const elements = value.map((element) => JSON.stringify(element));
  return `[${elements.sort().join()}]`;
}
