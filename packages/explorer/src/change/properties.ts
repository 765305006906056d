import type { Change } from '../format/contents';
import type { Item } from '../format/pack';

/** Other metadata belongs to the run, not to the provider. */
const COMPARED = new Set(['_type', '_class']);
const isCompared = (name: string) => !name.startsWith('_') || COMPARED.has(name);

/** The changed properties. Absent, null and an empty list are equal, and so are lists in different orders. */
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
