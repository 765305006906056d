import type { QueryResult } from '../engine';

/** How much an answer has: rows, or the entities of a list or a tree. */
export const countOf = ({ type, data }: QueryResult): number => (type === 'tree' ? data.vertices : data).length;
