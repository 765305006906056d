import { plainText } from '@j1-integrations/provider-http';
import { crashPoint } from '../crash-points';
import { CollectorError, EXIT, explained } from '../errors';
import type { Appended } from '../store/file-chains';
import type { ParkedRow } from '../store/parked';
import type { LogRow } from '../model/log-row';
import type { Store } from '../store/store';
import { batchOf } from './batch';
import { createBatchSize } from './batch-size';
import { ReceiverWaits, RowsRefused, type Batch, type Sink } from './sink';

export interface DeliveryEvents {
  delivered?(rows: number): void;
  parked?(row: Pick<ParkedRow, 'seq' | 'status' | 'words'>): void;
  noticed?(words: string): void;
}

/** After this many refusals in a row, the sink waits: the receiver seems to take no row at all. */
export const MAX_PARKED_IN_A_ROW = 100;
const LONGEST_WAIT_MS = 24 * 3_600_000;
const NO_FILES: ReadonlyMap<string, Appended> = new Map();

/**
 * Delivers new rows. The end of a batch is stored before it is sent, so that the same batch is sent again after a crash.
 * @throws CollectorError if the sink has to wait.
 */
export async function drain(sink: Sink, store: Store, signal: AbortSignal, events: DeliveryEvents = {}): Promise<void> {
  await store.transaction(({ sinks }) => sinks.make(sink));
  await refuseBeforeRetryAfter(sink, store);
  await sink.prepare?.();
  const { acked } = (await store.sinks.get(sink.name))!;
  const isHeld = (await store.parked.countInARow(sink.name, acked, MAX_PARKED_IN_A_ROW)) >= MAX_PARKED_IN_A_ROW;
  const size = createBatchSize(sink.rows, isHeld ? 1 : sink.rows);
  while (!signal.aborted && (await sendParkedAgain(sink, store, signal, events)));
  while (!signal.aborted) {
    const batch = await nextBatch(sink, store, size.rows());
    if (!batch) return sink.tidy?.(signal);
    crashPoint('D1');
    const { rows, end } = batch;
    try {
      const { files = NO_FILES, refused = [], notice } = await deliver(sink, store, batch, signal);
      crashPoint('D4');
      const at = new Date().toISOString();
      await store.transaction(async ({ parked, sinks }) => {
        for (const row of refused) await parked.park(sink.name, row.seq, row, at);
        await sinks.ack(sink.name, end, at, files);
      });
      crashPoint('D5');
      if (refused.length > 0) size.parked();
      else size.taken(rows.length);
      events.delivered?.(rows.length - refused.length);
      for (const row of refused) events.parked?.(row);
      if (notice !== undefined) events.noticed?.(notice);
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      if (rows.length > 1) {
        // The receiver took none of these rows, so smaller batches send no row twice.
        size.refused(rows.length);
        await store.transaction(({ sinks }) => sinks.setBatchEnd(sink.name, rows[size.rows() - 1].seq));
      } else {
        await park(sink, store, error, rows[0].seq);
        size.parked();
        events.parked?.({ seq: end, status: error.status, words: error.words });
      }
    }
  }
}

async function refuseBeforeRetryAfter({ name }: Sink, { sinks }: Store): Promise<void> {
  const until = await sinks.waitsUntil(name);
  const leftMs = until === undefined ? 0 : Date.parse(until) - Date.now();
  // A longer wait means that the clock was set back.
  if (leftMs <= 0 || leftMs > LONGEST_WAIT_MS) return;
  throw new ReceiverWaits(`The receiver of ${name} wants no request before ${until}.`, undefined, leftMs);
}

async function deliver(sink: Sink, store: Store, batch: Batch, signal: AbortSignal) {
  try {
    return await sink.deliver(batch, signal);
  } catch (error) {
    if (error instanceof ReceiverWaits) {
      error.waitMs = Math.min(error.waitMs, LONGEST_WAIT_MS);
      const until = new Date(Date.now() + error.waitMs).toISOString();
      await store.transaction(({ sinks }) => sinks.waitUntil(sink.name, until));
    }
    if (explained(error, store.folder) !== error || error instanceof CollectorError) throw error;
    // A CollectorError does not stop the other sinks.
    throw new CollectorError(EXIT.defect, `A defect of the sink ${sink.name}: ${plainText(String(error))}`);
  }
}

async function park({ name }: Sink, store: Store, { status, words }: RowsRefused, seq: number): Promise<void> {
  const at = new Date().toISOString();
  if ((await store.parked.countInARow(name, seq - 1, MAX_PARKED_IN_A_ROW)) >= MAX_PARKED_IN_A_ROW) {
    throw new CollectorError(
      EXIT.unavailable,
      `${name} refuses every row: the last ${MAX_PARKED_IN_A_ROW} are parked, and row ${seq} was refused as well (${status}): ${words}`,
      `Repair the receiver or the sink. Then delivery continues. To send the parked rows again: heroku-audit-trail sinks retry ${name}`,
    );
  }
  await store.transaction(async ({ parked, sinks }) => {
    await parked.park(name, seq, { status, words }, at);
    await sinks.pass(name, seq);
  });
}

async function sendParkedAgain(
  sink: Sink,
  store: Store,
  signal: AbortSignal,
  events: DeliveryEvents,
): Promise<boolean> {
  const due = await store.parked.due(sink.name);
  if (!due) return false;
  const { seq, refusals } = due;
  const rows: LogRow[] = [];
  for await (const row of store.sinks.rowsBetween(seq - 1, seq)) rows.push(row);
  try {
    // A new key: the receiver may still know the key of the batch that it refused.
    await deliver(sink, store, batchOf(`${store.instance}-${sink.name}-${seq}-again-${refusals}`, rows, seq), signal);
    await store.transaction(({ parked }) => parked.delivered(sink.name, seq));
    events.delivered?.(1);
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
    const { status, words } = error;
    await store.transaction(({ parked }) => parked.park(sink.name, seq, { status, words }, new Date().toISOString()));
    events.parked?.({ seq, status, words });
  }
  return true;
}

async function nextBatch(sink: Sink, store: Store, most: number): Promise<Batch | undefined> {
  const { sinks, instance } = store;
  const { acked, batchEnd } = (await sinks.get(sink.name))!;
  const rows: LogRow[] = [];
  let bytes = 0;
  for await (const row of sinks.rowsBetween(acked, batchEnd ?? Number.MAX_SAFE_INTEGER)) {
    rows.push(row);
    bytes += row.raw.length;
    if (batchEnd === null && (rows.length >= most || bytes >= sink.bytes)) break;
  }
  const end = rows.at(-1)?.seq;
  if (end === undefined) return undefined;
  if (batchEnd === null) await store.transaction((tx) => tx.sinks.setBatchEnd(sink.name, end));
  return batchOf(`${instance}-${sink.name}-${acked}-${end}`, rows, end);
}
