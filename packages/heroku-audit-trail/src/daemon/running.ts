import type { Config } from '../config/config';
import { CollectorError, EXIT, explained, StoreLost } from '../errors';
import type { Store } from '../store/store';
import { sleep, type CommandContext } from '../command-context';
import type { Logger } from './log';
import type { Metrics } from './metrics';
import type { Troubles } from './troubles';

export interface Running {
  config: Config;
  store: Store;
  log: Logger;
  metrics: Metrics;
  troubles: Troubles;
  context: CommandContext;
  /** Aborts when the command ends, or when one loop fails. */
  ending: AbortSignal;
  newRows: { announce(): void; wait(ms: number): Promise<void> };
}

/** Logs an error, also a defect, so that other sources and sinks continue. Throws if the database is damaged or lost. */
export function logOrThrow(
  error: unknown,
  { log, store, troubles, ending }: Running,
  facts: { source: string } | ({ sink: string } & Record<string, unknown>),
): void {
  if (ending.aborted) return;
  const known = explained(error, store.folder);
  const isDamaged = known !== error && (known as CollectorError).exitCode === EXIT.config;
  if (isDamaged || known instanceof StoreLost) throw known;
  if ('sink' in facts) troubles.sink.failed(facts.sink, known as Error);
  else troubles.source.failed(facts.source, known as Error);
  const what = 'sink' in facts ? 'not delivered' : 'not collected';
  if (known instanceof CollectorError) {
    log.error({ ...facts, error: known.message, advice: known.advice }, what);
  } else {
    log.error({ ...facts, error: `a defect: ${String(error)}`, stack: (error as Error | undefined)?.stack }, what);
  }
}

export function createNewRows(ending: AbortSignal): Running['newRows'] {
  let waiting: AbortController[] = [];
  return {
    announce() {
      for (const one of waiting.splice(0)) one.abort();
    },
    async wait(ms) {
      const announced = new AbortController();
      waiting.push(announced);
      await sleep(ms, AbortSignal.any([announced.signal, ending]));
      waiting = waiting.filter((one) => one !== announced);
    },
  };
}
