/** Counts the rows of a table, or the entities of a list or tree. */
export const countOf = ({ data }: { data: readonly unknown[] | { vertices: readonly unknown[] } }): number =>
  ('vertices' in data ? data.vertices : data).length;
