import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../graph/graph';

/** A source that was off, what it would have collected, and the setting that switches it on. */
export interface OffSource {
  types: readonly string[];
  /** The classes of these entities; empty without a `run.json`. */
  classes: readonly string[];
  /** Its title for users; undefined without a `run.json`. */
  title?: string;
  /** The environment variable, such as `INGEST_CERTIFICATES`; undefined without a `run.json`. */
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

/** What `run.json` and `summary.json` say about a run. */
export interface RunRecord {
  integration?: string;
  instanceId?: string;
  instanceName?: string;
  /** When it ended, in milliseconds since 1970. */
  endedOn?: number;
  /** Milliseconds since 1970. This and the next two are undefined without a `run.json`. */
  startedOn?: number;
  requests?: number;
  retries?: number;
  /** Empty without a `run.json`. */
  events: RunEvent[];
  off: OffSource[];
  /** All types that its steps can make; undefined without a `summary.json`. */
  declaredTypes?: string[];
  /** Types that may be incomplete. */
  partialTypes: string[];
  failedSteps: string[];
  isFinished: boolean;
}

/** The SDK gives these to every local collection, so they do not tell one account from another. */
const LOCAL_INSTANCE = { id: 'local-integration-instance', name: 'Local Integration' };

const FORMAT_VERSION = 1;

/**
 * Reads `run.json` of a `.j1-integration` folder, which integrations of this repository write, and `summary.json`, which
 * the SDK writes: each where it is there. A record in another format version is not read.
 */
export function readRunRecord(folder: string): RunRecord {
  const summary = readJson(join(folder, 'summary.json'));
  const written = readJson(join(folder, 'run.json'));
  const run = written?.formatVersion === FORMAT_VERSION ? written : undefined;
  const steps = objectsIn(summary?.integrationStepResults);
  return {
    ...instanceIn(run),
    startedOn: timeIn(run?.start),
    endedOn: timeIn(run?.end),
    requests: numberIn(run?.requests),
    retries: numberIn(run?.retries),
    events: objectsIn(run?.events).map(eventIn),
    off: run ? objectsIn(run.off).map(offSourceIn) : offByStep(steps),
    declaredTypes: summary && steps.flatMap(({ declaredTypes }) => textsIn(declaredTypes)),
    partialTypes: textsIn(objectIn(objectIn(summary?.metadata).partialDatasets).types),
    failedSteps: steps.filter(({ status }) => status === 'failure').map(({ name }) => String(name)),
    isFinished: summary !== undefined,
  };
}

function instanceIn(run: Properties | undefined): Pick<RunRecord, 'integration' | 'instanceId' | 'instanceName'> {
  const { id, name } = objectIn(run?.instance);
  return {
    integration: textIn(run?.integration),
    instanceId: id === LOCAL_INSTANCE.id ? undefined : textIn(id),
    instanceName: name === LOCAL_INSTANCE.name ? undefined : textIn(name),
  };
}

const eventIn = ({ time, level, name, description }: Properties): RunEvent => ({
  time: timeIn(time),
  level: textIn(level) ?? 'info',
  name: textIn(name) ?? '',
  description: textIn(description) ?? '',
});

const offSourceIn = ({ types, classes, title, setting }: Properties): OffSource => ({
  types: textsIn(types),
  classes: textsIn(classes),
  title: textIn(title),
  setting: textIn(setting),
});

/** Without `run.json`: the types of disabled steps that no other step makes. */
function offByStep(steps: Properties[]): OffSource[] {
  const isDisabled = ({ status }: Properties) => status === 'disabled';
  const collected = new Set(
    steps.filter((step) => !isDisabled(step)).flatMap(({ declaredTypes }) => textsIn(declaredTypes)),
  );
  return steps
    .filter(isDisabled)
    .map(({ declaredTypes }) => textsIn(declaredTypes).filter((type) => !collected.has(type)))
    .filter((types) => types.length > 0)
    .map((types) => ({ types, classes: [] }));
}

function readJson(file: string): Properties | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Properties => typeof value === 'object' && value !== null;
const objectIn = (value: unknown): Properties => (isObject(value) ? value : {});
const objectsIn = (value: unknown): Properties[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textIn = (value: unknown) => (typeof value === 'string' ? value : undefined);
const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : [];
const numberIn = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** Milliseconds of an ISO time. */
function timeIn(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
