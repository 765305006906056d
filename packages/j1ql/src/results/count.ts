/** The number of rows, or of the entities of a list or a tree. */
export const countOf = ({ data }: { data: readonly unknown[] | { vertices: readonly unknown[] } }): number =>
  ('vertices' in data ? data.vertices : data).length;
