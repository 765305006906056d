import type { EventEmitter } from 'node:events';
import {
  IntegrationError,
  UNEXPECTED_ERROR_CODE,
  UNEXPECTED_ERROR_REASON,
  type IntegrationEvent,
  type IntegrationLogger,
} from '@jupiterone/integration-sdk-core';
import { HttpError, type Counters } from '@j1-integrations/provider-http';
import { writeRunRecord, type OffSource, type RunEvent, type RunRecord } from './run-record';

export interface RunRecorder {
  add(event: Omit<RunEvent, 'time'>): void;
  /** For those who watch the run: `run.json` does not keep it. */
  addPassing(description: string): void;
  /** Of a step or the validation. The next event of the logger is the SDK's sentence about this error. */
  addFailure(logger: IntegrationLogger, error: unknown, step?: string): void;
}

export interface Recorded {
  integration: string;
  instance: { id: string; name: string };
  counters: readonly Counters[];
  off: () => OffSource[];
  classes: RunRecord['classes'];
}

/** A parent process sets it to get the events at once, over Node's channel. */
export const EVENTS_VARIABLE = 'INTEGRATION_EVENTS';

/**
 * Ends the process when the one that reads its events is gone. The output then has no reader either, and the SDK would log each
 * failed write, without end.
 */
export function endWithReader(): void {
  if (process.env[EVENTS_VARIABLE] !== 'ipc' || !process.channel) return;
  process.once('disconnect', () => process.exit(1));
  process.channel.unref();
}

/** Told, and not kept: a long run waits often. */
export const PASSING = 'wait';

/** The SDK has no hook for the end. It publishes this metric last, also after a failure. */
const LAST_METRIC = 'duration-collect';

/** The SDK's events of steps have no step and no code: this package records its own. */
const OF_STEPS = new Set(['step_start', 'step_end', 'step_skip']);

/** Writes `run.json` at the end. A disk error does not harm the run. */
export function startRecorder(logger: IntegrationLogger, recorded: Recorded): RunRecorder {
  const start = now();
  const events: RunEvent[] = [];
  const known = new WeakSet<IntegrationEvent>();

  function tell(event: Omit<RunEvent, 'time'>): RunEvent {
    const timed = { time: now(), ...event };
    if (process.env[EVENTS_VARIABLE] === 'ipc') process.send?.(timed);
    return timed;
  }

  const add = (event: Omit<RunEvent, 'time'>) => void events.push(tell(event));

  const hear = (event: IntegrationEvent) => {
    if (!OF_STEPS.has(event.name) && !known.has(event)) add(event);
  };
  const hearMetric = ({ name }: { name: string }) => {
    if (name === LAST_METRIC) end();
  };

  function end(): void {
    emitterOf(logger)?.off('event', hear).off('metric', hearMetric);
    const { integration, instance, counters, off, classes } = recorded;
    try {
      writeRunRecord({
        formatVersion: 1,
        integration,
        instance: { id: instance.id, name: instance.name },
        start,
        end: now(),
        ...sumOf(counters),
        events,
        off: off(),
        classes,
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      logger.info(`run.json, which tells about this run, could not be written: ${code ?? message}.`);
    }
  }

  emitterOf(logger)?.on('event', hear).on('metric', hearMetric);
  return {
    add,
    addPassing: (description) => void tell({ level: 'info', name: PASSING, description }),
    addFailure(ofStep, error, step) {
      emitterOf(ofStep)?.prependOnceListener('event', (event: IntegrationEvent) => known.add(event));
      add({ level: 'error', name: step ? 'step_failure' : 'validation_failure', step, ...factsOf(error) });
    },
  };
}

const now = () => new Date().toISOString();

/** The type of the SDK's logger does not tell that it is one. */
const emitterOf = (logger: IntegrationLogger): EventEmitter | undefined =>
  'prependOnceListener' in logger ? (logger as unknown as EventEmitter) : undefined;

/** The words of an unexpected error can hold anything: as the SDK, it leaves them out. */
function factsOf(error: unknown): Pick<RunEvent, 'code' | 'cause' | 'description'> {
  if (error instanceof IntegrationError) {
    return { code: error.code, cause: causeOf(error.cause()), description: error.message };
  }
  return {
    code: UNEXPECTED_ERROR_CODE,
    cause: (error as NodeJS.ErrnoException | undefined)?.code,
    description: UNEXPECTED_ERROR_REASON,
  };
}

function causeOf(error: unknown): string | undefined {
  if (!(error instanceof HttpError)) return undefined;
  const { kind, code, status, unsent } = error;
  if (kind === 'status') return String(status);
  return code ?? (kind === 'timeout' && unsent ? 'connect-timeout' : kind);
}

function sumOf(counters: readonly Counters[]) {
  const sum = (one: (counter: Counters) => number) => counters.reduce((total, counter) => total + one(counter), 0);
  return {
    requests: sum(({ requests }) => requests),
    retries: sum(({ retries }) => retries),
    waits: {
      count: sum(({ rateLimitWaits }) => rateLimitWaits),
      seconds: sum(({ rateLimitWaitMs }) => rateLimitWaitMs) / 1000,
    },
  };
}
