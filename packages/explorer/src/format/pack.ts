export type Item = Readonly<Record<string, unknown>>;

/** Objects with the same properties. As a table, they are half as large and faster to read. */
export interface Packed {
  keys: string[];
  same: Record<string, unknown>;
  rows: unknown[][];
}

export interface ShapeGroup {
  keys: string[];
  items: Item[];
}

/** Leaves out undefined values, like JSON. */
export function groupByShape(items: readonly Item[]): ShapeGroup[] {
  const groups = new Map<string, ShapeGroup>();
  for (const item of items) {
    let shape = '';
    for (const key in item) if (item[key] !== undefined) shape += `${key.length} ${key}`;
    const group = groups.get(shape);
    if (group) group.items.push(item);
    else groups.set(shape, { keys: Object.keys(item).filter((key) => item[key] !== undefined), items: [item] });
  }
  return [...groups.values()];
}

export function splitGroups(groups: readonly ShapeGroup[], size: number): ShapeGroup[][] {
  const parts: ShapeGroup[][] = [];
  let room = 0;
  for (const { keys, items } of groups) {
    for (let at = 0; at < items.length;) {
      if (room === 0) {
        parts.push([]);
        room = size;
      }
      const some = items.slice(at, at + room);
      parts.at(-1)!.push({ keys, items: some });
      at += some.length;
      room -= some.length;
    }
  }
  return parts;
}

export function pack({ keys, items }: ShapeGroup): Packed {
  const same = keys.filter((key) => items.every((item) => isEqual(item[key], items[0][key])));
  const varied = keys.filter((key) => !same.includes(key));
  return {
    keys,
    same: Object.fromEntries(same.map((key) => [key, items[0][key]])),
    rows: items.map((item) => varied.map((key) => item[key])),
  };
}

const isEqual = (a: unknown, b: unknown) =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** The objects of a table get one hidden class, so that the engine reads them fast. */
export function unpack(tables: readonly Packed[]): Item[] {
  return tables.flatMap(({ keys, same, rows }) => {
    // Object.fromEntries creates own properties, even for __proto__.
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
