import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../graph/graph';

/** A source that was switched off: what it would have collected, and the setting that switches it on. */
export interface OffSource {
  types: readonly string[];
  /** What the user knows it as, where the run has a record. */
  title?: string;
  /** As the user sets it, such as `INGEST_CERTIFICATES`; unknown where the run has no record. */
  setting?: string;
}

/** What happened in a run, as JupiterOne shows it among the events of a job. */
export interface RunEvent {
  /** Milliseconds since 1970. */
  time?: number;
  level: string;
  name: string;
  description: string;
}

/** What a run says of itself, next to its graph. */
export interface RunRecord {
  integration?: string;
  instanceId?: string;
  instanceName?: string;
  /** When it ended, in milliseconds since 1970. */
  endedOn?: number;
  /** As the next two: undefined where the run has no record. */
  startedOn?: number;
  requests?: number;
  retries?: number;
  /** None where the run has no record. */
  events: RunEvent[];
  off: OffSource[];
  /** What its steps make, also where there was none of it; undefined where the run has no record. */
  declaredTypes?: string[];
  /** The types of which some may be missing. */
  partialTypes: string[];
  failedSteps: string[];
  /** It reached its end. */
  isFinished: boolean;
}

const isObject = (value: unknown): value is Properties => typeof value === 'object' && value !== null;
const textIn = (of: unknown, ...names: string[]): string | undefined => {
  const found = isObject(of) ? names.map((name) => of[name]).find((value) => typeof value === 'string') : undefined;
  return typeof found === 'string' ? found : undefined;
};
const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : [];
const objectsIn = (value: unknown): Properties[] => (Array.isArray(value) ? value.filter(isObject) : []);

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);
/** Of an ISO time, or of milliseconds. */
const timeOf = (value: unknown): number | undefined => {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
};
const eventOf = (event: Properties): RunEvent => ({
  time: timeOf(event.time),
  level: textIn(event, 'level') ?? 'info',
  name: textIn(event, 'name') ?? '',
  description: textIn(event, 'description') ?? '',
});

/** Reads `run.json` and `summary.json` of a `.j1-integration` folder, each where it is there. */
export function readRunRecord(folder: string): RunRecord {
  const run = readJson(join(folder, 'run.json'));
  const summary = readJson(join(folder, 'summary.json'));
  const steps = objectsIn(summary?.integrationStepResults);
  const metadata = isObject(summary?.metadata) ? summary.metadata : {};
  const partial = isObject(metadata.partialDatasets) ? textsIn(metadata.partialDatasets.types) : [];
  const instance = run?.instance;
  return {
    integration: textIn(run, 'integration') ?? textIn(run?.integration, 'name'),
    instanceId: typeof instance === 'string' ? instance : textIn(instance, 'id'),
    instanceName: textIn(instance, 'name') ?? textIn(run, 'instanceName'),
    startedOn: timeOf(run?.start),
    endedOn: timeOf(run?.end ?? run?.endedOn ?? run?.endTime),
    requests: numberOf(run?.requests),
    retries: numberOf(run?.retries),
    events: objectsIn(run?.events).map(eventOf),
    off: offSources(run, steps),
    declaredTypes: summary && steps.flatMap(({ declaredTypes }) => textsIn(declaredTypes)),
    partialTypes: partial,
    failedSteps: steps.filter(({ status }) => status === 'failure').map(({ name }) => String(name)),
    isFinished: summary !== undefined,
  };
}

/** The record names the setting; the SDK's summary at least the types. A type that another step collects is not off. */
function offSources(run: Properties | undefined, steps: Properties[]): OffSource[] {
  const collected = new Set(
    steps.filter(({ status }) => status !== 'disabled').flatMap(({ declaredTypes }) => textsIn(declaredTypes)),
  );
  const typesOff = (types: unknown) => textsIn(types).filter((type) => !collected.has(type));
  const recorded = objectsIn(run?.off ?? run?.sourcesOff ?? run?.disabledSources).map((source) => ({
    types: typesOff(source.types),
    title: textIn(source, 'title'),
    setting: textIn(source, 'setting'),
  }));
  const known = new Set(recorded.flatMap(({ types }) => types));
  const disabled = steps
    .filter(({ status }) => status === 'disabled')
    .map(({ declaredTypes }) => typesOff(declaredTypes));
  const others = disabled.map((types) => ({ types: types.filter((type) => !known.has(type)) }));
  return [...recorded, ...others.filter(({ types }) => types.length > 0)];
}

function readJson(file: string): Properties | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
