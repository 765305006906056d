export { parse } from './grammar/parse';
export { createEngine, type Engine, type EngineOptions, type QueryOptions, type QueryResult } from './engine';
export { J1qlError, type J1qlErrorCode } from './errors/error';
export { DEFAULT_LIMITS, type Limits } from './run/budget';
export type { GraphData, Properties } from './graph/graph';
export type { EdgeItem, VertexItem } from './results/shapes';
export type { TableRow } from './results/table';
export type { Tree } from './results/tree';
export type * from './syntax/tree';
