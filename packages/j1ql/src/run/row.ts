/** One path: in each slot a vertex and the edge that led to it, or -1. */
export interface Row {
  vertices: Int32Array;
  edges: Int32Array;
  /** For each optional part, the slot from which the path continues. */
  groupEnds: readonly number[];
  /** The last slots of the taken optional parts that end the query. */
  trailingEnds: readonly number[];
  /** The current element of each UNWIND, */
  unwound: unknown[];
  /** and its index in the list. */
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
