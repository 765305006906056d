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
  /** Sends it to the parent process. `run.json` does not keep it, because a long run waits often. */
  sendWait(description: string): void;
  /** Call it before the error is thrown: the next event of the logger is then the SDK's event about this error. */
  addFailure(logger: IntegrationLogger, error: unknown, step?: string): void;
}

export interface Recorded {
  integration: string;
  instance: { id: string; name: string };
  counters: readonly Counters[];
  off: () => OffSource[];
  classes: RunRecord['classes'];
}

/** With the value `ipc`, a child process sends each event to its parent. */
export const EVENTS_VARIABLE = 'INTEGRATION_EVENTS';

/**
 * Ends the process when its parent is gone, or when the pipe of its output is closed, as in `collect | head`. Otherwise the SDK
 * logs each failed write, and that write fails too, without end.
 */
export function exitWithReader(): void {
  const exit = () => process.exit(1);
  // A process that has several integrations needs one listener.
  if (process.stdout.listenerCount('error') === 0) {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      exit();
    });
  }
  if (process.env[EVENTS_VARIABLE] !== 'ipc' || !process.channel) return;
  process.once('disconnect', exit);
  process.channel.unref();
}

export const WAIT_EVENT = 'wait';

/** The SDK has no hook for the end of a run. It publishes this metric last, also after a failure. */
const LAST_METRIC = 'duration-collect';

/** This package records its own events instead: those of the SDK lack the step's name and the code. */
const SDK_STEP_EVENTS = new Set(['step_start', 'step_end', 'step_skip']);

/** Writes `run.json` at the end of the run. If that fails, the run still succeeds. */
export function startRecorder(logger: IntegrationLogger, recorded: Recorded): RunRecorder {
  const start = now();
  const events: RunEvent[] = [];
  const ownFailures = new WeakSet<IntegrationEvent>();

  function send(event: Omit<RunEvent, 'time'>): RunEvent {
    const timed = { time: now(), ...event };
    if (process.env[EVENTS_VARIABLE] === 'ipc') process.send?.(timed);
    return timed;
  }

  const add = (event: Omit<RunEvent, 'time'>) => void events.push(send(event));

  const onEvent = (event: IntegrationEvent) => {
    if (!SDK_STEP_EVENTS.has(event.name) && !ownFailures.has(event)) add(event);
  };
  const onMetric = ({ name }: { name: string }) => {
    if (name === LAST_METRIC) end();
  };

  function end(): void {
    emitterOf(logger)?.off('event', onEvent).off('metric', onMetric);
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
      logger.info(
        `run.json, the record of this run, could not be written (${code ?? message}). This does not change the graph.`,
      );
    }
  }

  emitterOf(logger)?.on('event', onEvent).on('metric', onMetric);
  return {
    add,
    sendWait: (description) => void send({ level: 'info', name: WAIT_EVENT, description }),
    addFailure(ofStep, error, step) {
      emitterOf(ofStep)?.prependOnceListener('event', (event: IntegrationEvent) => ownFailures.add(event));
      add({ level: 'error', name: step ? 'step_failure' : 'validation_failure', step, ...factsOf(error) });
    },
  };
}

const now = () => new Date().toISOString();

/** The SDK's logger is an EventEmitter, but its type does not say so. */
const emitterOf = (logger: IntegrationLogger): EventEmitter | undefined =>
  'prependOnceListener' in logger ? (logger as unknown as EventEmitter) : undefined;

/** The message of an unexpected error may contain a secret. So it is left out, as in the SDK. */
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
