import { CollectorError, EXIT } from '../errors';
import type { FormatName } from '../formats/format';
import type { LogRow } from '../store/sinks';

export interface Batch {
  /** The same rows under the same name when a batch is repeated. */
  id: string;
  rows: LogRow[];
  /** The row number of the last one. */
  end: number;
}

/** Where rows of the log go. It reads the log at its own pace, and is acknowledged when `deliver` returns. */
export interface Sink {
  readonly name: string;
  readonly type: 'ndjson' | 'stdout' | 'webhook';
  /** How it says a row. */
  readonly format: FormatName;
  /** The most that one batch has. */
  readonly rows: number;
  readonly bytes: number;
  /**
   * Hands over a batch: durably, or to somebody who said that they have it. After a crash the same batch comes again.
   *
   * @returns the new sizes of the files that it wrote, which are stored together with the acknowledgement.
   * @throws CollectorError where it could not; of its kind `TooLarge`, where a smaller batch may do.
   */
  deliver(batch: Batch, signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void> | void;
}

/** The receiver wants less at once. Of a single row there is no less: that is an error like any other of this sink's. */
export class TooLarge extends CollectorError {
  constructor({ id, rows }: Batch, bytes: number, sink: string, answer: string) {
    const what = rows.length === 1 ? `Row ${rows[0].seq} alone` : `The batch ${id}`;
    super(
      EXIT.unavailable,
      `${what} (${bytes} bytes) is too large for ${sink}: ${answer}`,
      "Raise the receiver's limit: until it takes the row, this sink waits, and the log keeps everything for it.",
    );
  }
}

export const NO_FILES: ReadonlyMap<string, number> = new Map();
