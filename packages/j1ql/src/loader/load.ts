import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphData, Properties } from '../graph/graph';
import { isMapped, joinMapped } from '../mapping/mapped-relationships';
import { joinPeople } from '../people/identity';
import { readRoster } from '../people/roster';
import { LoadError } from './error';
import type { Mutable } from './graph-folder';
import { graphsAt, type Found } from './places';
import { instanceReader } from './read-instance';
import { readRunRecord, type RunRecord } from './run-record';
import { newestRun } from './runs';

export interface LoadedInstance {
  /** The value of `_integrationInstanceId`. */
  id: string;
  /** The value of `_integrationName` and `tag.AccountName`. */
  name: string;
  /** The value of `_integrationType`. */
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
  missing: string[];
  people: number;
  /** The folder of the run, or of the first graph: the default place for what is made of it. */
  folder: string;
}

export interface LoadOptions {
  /** Folders with graphs. Default: those of the newest run. */
  folders?: readonly string[];
  /** The folder of one run: reads all its graphs and its roster. */
  run?: string;
  /** The folder of all runs. Default: `runs`. */
  runs?: string;
  /** A roster. Default: the one that the run keeps in `people/`. */
  people?: string;
  /** Decides who has left. Default: now. */
  now?: number;
  /** Keeps the providers' answers (`_rawData`). Default: false. */
  rawData?: boolean;
}

/**
 * Reads several instances as one graph. Adds the metadata of JupiterOne, resolves mapped relationships and joins users
 * to people. @throws LoadError, RosterError
 */
export function loadGraph({ folders = [], people, now = Date.now(), ...options }: LoadOptions = {}): LoadedGraph {
  const run = folders.length === 0 ? (options.run ?? newestRun(options.runs ?? 'runs')) : undefined;
  const found = run === undefined ? folders.map(graphsAt) : [graphsOfRun(run)];
  const places = found.flatMap((one) => one.places);
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
  // Several runs may have kept the same roster.
  const byId = new Map(persons.map((person) => [person._id, person]));
  for (const person of byId.values()) entities.push({ ...person });
  const mapped = relationships.filter(isMapped);
  const direct = mapped.length === 0 ? relationships : relationships.filter((one) => !isMapped(one));
  for (const joined of joinMapped(entities, mapped)) direct.push(joined);
  for (const joined of joinPeople({ entities, relationships: direct })) direct.push(joined);
  const missing = runFolders.flatMap(withoutGraph);
  const { home: folder } = found[0];
  return { data: { entities, relationships: direct }, instances, missing, people: byId.size, folder };
}

function graphsOfRun(run: string): Found {
  const advice = 'Collect again: npm start, or query an older run with --graph.';
  let found: Found;
  try {
    found = graphsAt(run);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw new LoadError(`The run ${run} has no graph: it failed, or has just begun. ${advice}`, true);
  }
  const unfinished = found.places.filter(({ record }) => !readRunRecord(record).isFinished).map(({ name }) => name);
  if (unfinished.length === 0) return found;
  throw new LoadError(`The run ${run} is not finished, or was stopped: ${unfinished.join(', ')}. ${advice}`, true);
}

/** Integrations that failed before they had a graph. The audit trail has no `src` folder, so it does not count. */
function withoutGraph(run: string): string[] {
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
