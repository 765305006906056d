import { CollectorError, EXIT, type ExitCode } from '../errors';
import { ReceiverFailed } from '../sinks/sink';

export interface Trouble {
  since: number;
  message: string;
  /** Whether waiting does not help. */
  lasts: boolean;
}

const LASTING = new Set<ExitCode>([EXIT.refused, EXIT.disk, EXIT.config]);

export type Troubles = ReturnType<typeof createTroubles>;

/** In memory, because the disk may be full. */
export function createTroubles() {
  const ofSources = new Map<string, Trouble>();
  const ofSinks = new Map<string, Trouble>();
  /** Only the status of a receiver: its words may contain events, and `/readyz` has no password. */
  const messageOf = (error: Error) =>
    error instanceof ReceiverFailed
      ? error.status === undefined
        ? 'its receiver gives no answer, or asked to wait'
        : `its receiver answers ${error.status}`
      : error.message;
  const noteTrouble = (of: Map<string, Trouble>) => (name: string, error: Error) => {
    const exitCode = error instanceof CollectorError ? error.exitCode : EXIT.defect;
    const lasts =
      LASTING.has(exitCode) || (error instanceof ReceiverFailed && [401, 403, 404].includes(error.status ?? 0));
    of.set(name, { since: of.get(name)?.since ?? Date.now(), message: messageOf(error), lasts });
  };
  return {
    source: {
      failed: noteTrouble(ofSources),
      recovered: (name: string) => void ofSources.delete(name),
      get: ofSources.get.bind(ofSources),
    },
    sink: {
      failed: noteTrouble(ofSinks),
      recovered: (name: string) => void ofSinks.delete(name),
      get: ofSinks.get.bind(ofSinks),
    },
  };
}
