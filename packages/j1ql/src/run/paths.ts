import type { Row } from './row';

/** Stores paths in one array of numbers, because objects would need ten times the memory. */
export interface Paths {
  add(variant: number, row: Row): void;
  clear(): void;
  count(): number;
  variantOf(path: number): number;
  keyOf(path: number, slots: readonly number[]): string;
  read(path: number, row: Row): void;
  /** By vertices and edges. An empty slot sorts last. */
  sorted(paths: number[]): number[];
}

export function createPaths(slots: number): Paths {
  // A path is the number of its variant, then its vertices, then its edges.
  const width = 1 + 2 * slots;
  let numbers = new Int32Array(64 * width);
  let count = 0;
  const vertexAt = (path: number, slot: number) => numbers[path * width + 1 + slot];
  const edgeAt = (path: number, slot: number) => numbers[path * width + 1 + slots + slot];
  const compare = (a: number, b: number) => {
    for (let slot = 0; slot < slots; slot += 1) {
      const order = (vertexAt(a, slot) >>> 0) - (vertexAt(b, slot) >>> 0) || edgeAt(a, slot) - edgeAt(b, slot);
      if (order !== 0) return order;
    }
    return 0;
  };
  return {
    add(variant, { vertices, edges }) {
      if ((count + 1) * width > numbers.length) {
        const larger = new Int32Array(numbers.length * 2);
        larger.set(numbers);
        numbers = larger;
      }
      const from = count * width;
      numbers[from] = variant;
      numbers.set(vertices, from + 1);
      numbers.set(edges, from + 1 + slots);
      count += 1;
    },
    clear: () => void (count = 0),
    count: () => count,
    variantOf: (path) => numbers[path * width],
    keyOf: (path, of) => of.map((slot) => `${vertexAt(path, slot)}/${edgeAt(path, slot)}`).join(),
    read(path, { vertices, edges }) {
      const from = path * width + 1;
      vertices.set(numbers.subarray(from, from + slots));
      edges.set(numbers.subarray(from + slots, from + 2 * slots));
    },
    sorted: (paths) => paths.sort(compare),
  };
}
