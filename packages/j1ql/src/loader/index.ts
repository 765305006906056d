export { LoadError } from './error';
export { gapNotes } from './gap-notes';
export { loadGraph, type LoadedGraph, type LoadedInstance, type LoadOptions } from './load';
export { isRunFolder, runsIn } from './runs';
export type { OffSource, RunEvent, RunRecord } from './run-record';
export { readRoster, RosterError } from '../people/roster';
export { joinPeople } from '../people/identity';
