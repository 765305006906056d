/** For each slot, a vertex and the edge to it; -1 if the slot is empty. */
export interface Row {
  vertices: Int32Array;
  edges: Int32Array;
  groupEnds: readonly number[];
  trailingEnds: readonly number[];
  unwound: unknown[];
  unwoundAt: number[];
}

export const emptyRow = (slots: number): Row => ({
  vertices: new Int32Array(slots).fill(-1),
  edges: new Int32Array(slots).fill(-1),
  groupEnds: [],
  trailingEnds: [],
  unwound: [],
  unwoundAt: [],
});
