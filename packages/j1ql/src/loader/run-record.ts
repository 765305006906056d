import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../graph/graph';

export interface OffSource {
  types: readonly string[];
  /** The classes of its entities; empty without `run.json`. */
  classes: readonly string[];
  /** Its title; undefined without `run.json`. */
  title?: string;
  /** The environment variable that switches it on, such as `INGEST_CERTIFICATES`; undefined without `run.json`. */
  setting?: string;
}

export interface RunEvent {
  time?: number;
  level: string;
  name: string;
  description: string;
}

export interface RunRecord {
  integration?: string;
  instanceId?: string;
  instanceName?: string;
  endedOn?: number;
  /** Milliseconds since 1970. `startedOn`, `requests` and `retries` are undefined without `run.json`. */
  startedOn?: number;
  requests?: number;
  retries?: number;
  /** Empty without `run.json`. */
  events: RunEvent[];
  off: OffSource[];
  /** The types of all steps; undefined without `summary.json`. */
  declaredTypes?: string[];
  partialTypes: string[];
  failedSteps: string[];
  isFinished: boolean;
}

/** The SDK's values for every local run: they do not tell accounts apart. */
const LOCAL_INSTANCE = { id: 'local-integration-instance', name: 'Local Integration' };

const FORMAT_VERSION = 1;

/**
 * Reads `run.json` of this repository's integrations and `summary.json` of the SDK, if present, from a
 * `.j1-integration` folder. Ignores a `run.json` of another format version.
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

/** Without `run.json`: the types that only disabled steps make. */
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

function timeIn(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
