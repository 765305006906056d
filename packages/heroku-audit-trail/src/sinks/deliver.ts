import { crashPoint } from '../crash-points';
import type { LogRow } from '../store/sinks';
import type { Store } from '../store/store';
import { TooLarge, type Batch, type Sink } from './sink';

export interface Delivered {
  rows: number;
}

/**
 * Delivers what the log has that the sink has not, batch by batch: bounded before it is sent, acknowledged last. So
 * whatever happens in between, the same batch comes again.
 *
 * @throws what the sink throws; the batch stays bounded.
 */
export async function drain(
  sink: Sink,
  store: Store,
  signal: AbortSignal,
  onBatch: (rows: number) => void = () => undefined,
): Promise<void> {
  store.transaction(() => store.sinks.make(sink));
  let rows = sink.rows;
  while (!signal.aborted) {
    const batch = nextBatch(sink, store, rows);
    if (!batch) return;
    crashPoint('D1');
    try {
      const written = await sink.deliver(batch, signal);
      crashPoint('D4');
      store.transaction(() => store.sinks.ack(sink.name, batch.end, new Date().toISOString(), written));
      crashPoint('D5');
      onBatch(batch.rows.length);
    } catch (error) {
      if (!(error instanceof TooLarge) || batch.rows.length === 1) throw error;
      // It was refused as a whole: nothing of it is there that another bound could double.
      rows = Math.ceil(batch.rows.length / 2);
      store.sinks.bound(sink.name, batch.rows[rows - 1].seq);
    }
  }
}

function nextBatch(sink: Sink, store: Store, most: number): Batch | undefined {
  const { sinks, instance } = store;
  const { acked, batchEnd } = sinks.get(sink.name)!;
  const rows: LogRow[] = [];
  let bytes = 0;
  for (const row of sinks.rowsBetween(acked, batchEnd ?? Number.MAX_SAFE_INTEGER)) {
    rows.push(row);
    bytes += row.raw.length;
    if (batchEnd === null && (rows.length >= most || bytes >= sink.bytes)) break;
  }
  const end = rows.at(-1)?.seq;
  if (end === undefined) return undefined;
  if (batchEnd === null) sinks.bound(sink.name, end);
  return { id: `${instance}-${sink.name}-${acked}-${end}`, rows, end };
}
