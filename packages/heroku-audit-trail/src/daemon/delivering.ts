import type { SinkConfig } from '../config/sinks';
import { explained } from '../errors';
import { createSink } from '../sinks/create';
import { drain } from '../sinks/deliver';
import { ReceiverWaits } from '../sinks/sink';
import { sleep } from '../command-context';
import { logOrThrow, type Running } from './running';

const LONGEST_BACKOFF_MS = 300_000;

export async function deliverTo(sinkConfig: SinkConfig, running: Running): Promise<void> {
  const { store, log, metrics, troubles, ending, newRows, context } = running;
  const sink = createSink(sinkConfig, store, context.stdout);
  let failures = 0;
  try {
    while (!ending.aborted) {
      try {
        await drain(sink, store, ending, {
          delivered(rows) {
            failures = 0;
            troubles.sink.recovered(sink.name);
            metrics.delivered(sink.name, rows);
            log.debug({ sink: sink.name, rows }, 'delivered');
          },
          noticed: (words) => log.warn({ sink: sink.name, words }, 'the receiver took a batch, and says something'),
          parked: (row) => log.error({ sink: sink.name, ...row }, 'a row was refused, and is parked'),
        });
        troubles.sink.recovered(sink.name);
        await newRows.wait(60_000);
      } catch (error) {
        if (ending.aborted) break;
        failures += 1;
        metrics.notDelivered(sink.name);
        const backoffMs = Math.min(LONGEST_BACKOFF_MS, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
        const waitMs = error instanceof ReceiverWaits ? Math.max(error.waitMs, backoffMs) : backoffMs;
        const { message } = explained(error, store.folder) as Error;
        logOrThrow(error, running, { sink: sink.name, failures, waitMs: Math.round(waitMs) });
        await noteFailure(running, sink.name, message);
        await sleep(waitMs, ending);
      }
    }
  } finally {
    await sink.close();
  }
}

async function noteFailure({ store, log }: Running, sink: string, message: string): Promise<void> {
  try {
    await store.transaction(({ sinks }) => sinks.fail(sink, new Date().toISOString(), message));
  } catch (error) {
    // The disk may be full.
    log.warn({ sink, error: (error as Error).message }, 'the failure could not be stored');
  }
}
