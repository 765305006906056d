/** What one path has found: in each slot a vertex and the edge that led to it, or -1. */
export interface Row {
  vertices: Int32Array;
  edges: Int32Array;
  /** The slot at which the path goes on behind each optional part. */
  groupEnds: readonly number[];
  /** The last slots of the optional parts at the end that were taken. */
  trailingEnds: readonly number[];
  /** The current element of each UNWIND. */
  unwound: unknown[];
  /** Its place in the list. */
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
