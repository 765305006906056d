export type Item = Readonly<Record<string, unknown>>;

/** Objects that have the same properties in the same order: as a table they take half the room, and are read faster. */
export interface Packed {
  /** The names of all properties, in their order. */
  keys: string[];
  /** Those that are the same in all of them. */
  same: Record<string, unknown>;
  /** The values of the others. */
  rows: unknown[][];
}

/** Objects as tables. What has no value is left out, as JSON does. */
export function pack(items: readonly Item[]): Packed[] {
  const groups = new Map<string, { keys: string[]; items: Item[] }>();
  for (const item of items) {
    const keys = Object.keys(item).filter((key) => item[key] !== undefined);
    const shape = JSON.stringify(keys);
    const group = groups.get(shape);
    if (group) group.items.push(item);
    else groups.set(shape, { keys, items: [item] });
  }
  return [...groups.values()].map(({ keys, items: alike }) => {
    const same = keys.filter((key) => alike.every((item) => isEqual(item[key], alike[0][key])));
    const varied = keys.filter((key) => !same.includes(key));
    return {
      keys,
      same: Object.fromEntries(same.map((key) => [key, alike[0][key]])),
      rows: alike.map((item) => varied.map((key) => item[key])),
    };
  });
}

const isEqual = (a: unknown, b: unknown) =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** The objects of tables, of which each shape is one to the machine as well. */
export function unpack(tables: readonly Packed[]): Item[] {
  return tables.flatMap(({ keys, same, rows }) => {
    // What is made of entries has properties of its own, also one that is called __proto__.
    const common = new Map(Object.entries(same));
    const alike = Object.fromEntries(keys.map((key) => [key, common.get(key) ?? null]));
    const varied = keys.filter((key) => !common.has(key));
    return rows.map((row) => {
      const item: Record<string, unknown> = { ...alike };
      varied.forEach((key, at) => (item[key] = row[at]));
      return item;
    });
  });
}
