export { collect, type CollectOptions, type CollectResult, type CollectStatus } from './collect';
export { countTypes, readGraph, type Graph, type TypeCounts } from './graph';
