import { CollectorError, EXIT } from '../errors';
import type { FormatName } from '../model/format-name';
import type { LogRow } from '../model/log-row';
import type { Appended } from '../store/file-chains';

export interface Batch {
  /** The same rows have the same id. Other rows have another id. */
  readonly id: string;
  rows: LogRow[];
  end: number;
}

export interface Delivered {
  files?: ReadonlyMap<string, Appended>;
  /** Rows that the receiver refused while it took the others. The batch must not be sent again. */
  refused?: readonly RefusedRow[];
  /** A message of the receiver, although it took all rows. */
  notice?: string;
}

export interface RefusedRow {
  seq: number;
  status: number;
  words: string;
}

export const ALL_TAKEN: Delivered = {};

/** The receiver will refuse the same rows again, but may take other ones. */
export const isRefusal = (status: number): boolean => status === 400 || status === 413 || status === 422;

/** A destination of rows. A batch is acknowledged when `deliver` has resolved. */
export interface Sink {
  readonly name: string;
  readonly type: 'ndjson' | 'stdout' | 'webhook' | 'otlp';
  readonly format: FormatName;
  readonly rows: number;
  readonly bytes: number;
  prepare?: () => Promise<void>;
  /** Called when everything is delivered. */
  tidy?: (signal: AbortSignal) => Promise<void>;
  /** Delivers a batch durably. After a crash, the same batch comes again. @throws RowsRefused or ReceiverWaits. */
  deliver(batch: Batch, signal: AbortSignal): Promise<Delivered>;
  close(): Promise<void> | void;
}

/** The receiver will never take at least one of these rows. */
export class RowsRefused extends CollectorError {
  constructor(
    readonly status: number,
    readonly words: string,
    message: string,
  ) {
    super(EXIT.unavailable, message);
  }
}

/** The receiver may not have the batch, so it is sent again. */
export class ReceiverFailed extends CollectorError {
  constructor(
    message: string,
    /** `undefined` if there was no answer. */
    readonly status: number | undefined,
  ) {
    super(EXIT.unavailable, message);
  }
}

export class ReceiverWaits extends ReceiverFailed {
  constructor(
    message: string,
    status: number | undefined,
    public waitMs: number,
  ) {
    super(message, status);
  }
}
