import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties } from '../graph/graph';

export interface OffSource {
  types: readonly string[];
  /** Empty without `run.json`. */
  classes: readonly string[];
  title?: string;
  /** The environment variable that switches it on, such as `INGEST_CERTIFICATES`. */
  setting?: string;
}

export interface RunEvent {
  time?: number;
  level: string;
  name: string;
  description: string;
}

/** Times are milliseconds since 1970. Without `run.json`, most optional fields are undefined. */
export interface RunRecord {
  integration?: string;
  instanceId?: string;
  instanceName?: string;
  endedOn?: number;
  startedOn?: number;
  requests?: number;
  retries?: number;
  events: RunEvent[];
  off: OffSource[];
  /** The classes of each declared entity type. An older `run.json` has none. */
  classesOfType?: Readonly<Record<string, readonly string[]>>;
  /** The types of all steps, from `summary.json`. */
  declaredTypes?: string[];
  partialTypes: string[];
  failedSteps: string[];
  /** Undefined for a graph without a record. */
  isFinished?: boolean;
  /** Notes about a broken record. Each note continues the name of the instance: "has no run.json. …". */
  notes: string[];
}

/** The SDK writes these values for every local run, so they name no account. */
const LOCAL_INSTANCE = { id: 'local-integration-instance', name: 'Local Integration' };

const FORMAT_VERSION = 1;

/** Reads the SDK's `summary.json` and `run.json` of this repository's integrations. */
export function readRunRecord(folder: string | undefined): RunRecord {
  const summaryFile = readJson(folder, 'summary.json');
  const summary = Array.isArray(summaryFile.content?.integrationStepResults) ? summaryFile.content : undefined;
  const runFile = readJson(folder, 'run.json');
  const run = runFile.content?.formatVersion === FORMAT_VERSION ? runFile.content : undefined;
  const steps = objectsIn(summary?.integrationStepResults);
  const isFinished = folder === undefined ? undefined : summary !== undefined;
  return {
    ...instanceIn(run),
    startedOn: timeIn(run?.start),
    endedOn: timeIn(run?.end),
    requests: numberIn(run?.requests),
    retries: numberIn(run?.retries),
    events: objectsIn(run?.events).map(eventIn),
    off: run ? objectsIn(run.off).map(offSourceIn) : offByStep(steps),
    classesOfType: classesIn(run?.classes),
    declaredTypes: summary && steps.flatMap(({ declaredTypes }) => textsIn(declaredTypes)),
    partialTypes: textsIn(objectIn(objectIn(summary?.metadata).partialDatasets).types),
    failedSteps: steps.filter(({ status }) => status === 'failure').map(({ name }) => String(name)),
    isFinished,
    notes: isFinished === false ? [unfinishedNote(summaryFile)] : run || !folder ? [] : [noRunNote(runFile)],
  };
}

const unfinishedNote = ({ exists }: JsonFile): string =>
  `has not finished: its summary.json ${exists ? 'cannot be read' : 'is missing'}. Any of its data may be missing.`;

function noRunNote({ exists, content }: JsonFile): string {
  const version = (JSON.stringify(content?.formatVersion) ?? 'undefined').slice(0, 20);
  const what = content
    ? `has a run.json of format version ${version}, but only version ${FORMAT_VERSION} can be read`
    : `has ${exists ? 'a run.json that cannot be read' : 'no run.json'}`;
  return `${what}. So its age is the age of its folder. Its warnings, and the settings of its sources that are off, are unknown.`;
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

/** Without `run.json`, a source is off if only disabled steps declare its types. */
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

interface JsonFile {
  exists: boolean;
  content?: Properties;
}

function readJson(folder: string | undefined, name: string): JsonFile {
  if (folder === undefined || !existsSync(join(folder, name))) return { exists: false };
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return { exists: true, content: isObject(value) ? value : undefined };
  } catch {
    return { exists: true };
  }
}

function classesIn(value: unknown): RunRecord['classesOfType'] {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([type, classes]) => [type, textsIn(classes)]));
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
