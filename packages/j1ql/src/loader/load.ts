import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphData, Properties } from '../graph/graph';
import { isMapped, joinMapped } from '../mapping/mapped-relationships';
import { joinPeople } from '../people/identity';
import { readRoster } from '../people/roster';
import { LoadError } from './error';
import type { Mutable } from './graph-folder';
import { findGraphs, type FoundGraphs } from './find-graphs';
import { instanceReader } from './read-instance';
import { readRunRecord, type RunRecord } from './run-record';
import { newestRun } from './runs';

/** `id`, `name` and `integration` are `_integrationInstanceId`, `_integrationName` and `_integrationType` of its entities. */
export interface LoadedInstance {
  id: string;
  name: string;
  integration: string;
  folder: string;
  entities: number;
  relationships: number;
  /** Milliseconds since 1970. */
  collectedOn: number;
  record: RunRecord;
}

export interface LoadedGraph {
  data: GraphData;
  instances: LoadedInstance[];
  /** Integrations of the run that failed before they wrote a graph. */
  missing: string[];
  /** The number of people in the roster. */
  people: number;
  /** The folder of the run or of the first graph. */
  folder: string;
}

export interface LoadOptions {
  /** Default: the newest run. */
  folders?: readonly string[];
  /** The folder of one run. */
  run?: string;
  /** Default: `runs`. */
  runs?: string;
  /** The file of a roster. Default: the CSV file in the run's folder `people`. */
  people?: string;
  /** Milliseconds since 1970: decides which people have left. Default: now. */
  now?: number;
  /** Keeps `_rawData`. Default: false. */
  rawData?: boolean;
}

/** Reads several instances as one graph, and joins them by mapped relationships and people. @throws LoadError, RosterError */
export function loadGraph({ folders = [], people, now = Date.now(), ...options }: LoadOptions = {}): LoadedGraph {
  const run = folders.length === 0 ? (options.run ?? newestRun(options.runs ?? 'runs')) : undefined;
  const found = run === undefined ? folders.map(findGraphs) : [graphsOfRun(run)];
  const places = found.flatMap(({ graphs }) => graphs);
  const entities: Mutable[] = [];
  const relationships: Properties[] = [];
  const readInstance = instanceReader(options.rawData);
  const instances = places.map((place) => {
    const instance = readInstance(place);
    for (const entity of instance.entities) entities.push(entity);
    for (const relationship of instance.relationships) relationships.push(relationship);
    return { ...instance.loaded, entities: instance.entities.length, relationships: instance.relationships.length };
  });
  const runFolders = found.filter(({ isRun }) => isRun).map(({ home }) => home);
  const rosters = people === undefined ? runFolders.flatMap(rosterOf) : [people];
  const persons = rosters.flatMap((roster) => readRoster(readText(roster), now));
  // Two runs may have the same people.
  const byId = new Map(persons.map((person) => [person._id, person]));
  for (const person of byId.values()) entities.push({ ...person });
  const mapped = relationships.filter(isMapped);
  const direct = mapped.length === 0 ? relationships : relationships.filter((one) => !isMapped(one));
  for (const joined of joinMapped(entities, mapped)) direct.push(joined);
  for (const joined of joinPeople({ entities, relationships: direct })) direct.push(joined);
  const missing = runFolders.flatMap(failedIntegrations);
  const { home: folder } = found[0];
  return { data: { entities, relationships: direct }, instances, missing, people: byId.size, folder };
}

function graphsOfRun(run: string): FoundGraphs {
  const advice = 'Collect again: npm start, or use an older run with --graph.';
  let found: FoundGraphs;
  try {
    found = findGraphs(run);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw new LoadError(`The run ${run} has no graph: it failed, or it has just begun. ${advice}`, true);
  }
  const unfinished = found.graphs.filter(({ record }) => !readRunRecord(record).isFinished).map(({ name }) => name);
  if (unfinished.length === 0) return found;
  throw new LoadError(`The run ${run} is still running, or was stopped: ${unfinished.join(', ')}. ${advice}`, true);
}

/** The audit trail also has a folder in the run, but without `src`. */
function failedIntegrations(run: string): string[] {
  const isCollected = (name: string) =>
    existsSync(join(run, name, 'collect.log')) && existsSync(join(run, name, 'src'));
  return readdirSync(run).filter(
    (name) => isCollected(name) && !existsSync(join(run, name, '.j1-integration', 'graph')),
  );
}

function rosterOf(run: string): string[] {
  const folder = join(run, 'people');
  const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.csv')) : undefined;
  return file === undefined ? [] : [join(folder, file)];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LoadError(`The roster ${file} cannot be read: ${(error as Error).message}.`);
  }
}
