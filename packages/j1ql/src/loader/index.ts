export { LoadError } from './error';
export { loadGraph, type LoadedGraph, type LoadedInstance, type LoadOptions } from './load';
export type { OffSource, RunRecord } from './run-record';
export { readRoster, RosterError } from '../people/roster';
export { joinPeople } from '../people/identity';
