export type { RunEvent, RunRecord } from '../run-record';
export { collect, type CollectOptions, type CollectResult } from './collect';
export { countTypes, readGraph, type Graph, type TypeCounts } from './graph';
