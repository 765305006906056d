import { CollectorError, EXIT } from '../errors';
import type { FormatName } from '../formats/format';
import type { LogRow } from '../model/log-row';
import type { Appended } from '../store/file-chains';

export interface Batch {
  /** The same rows under the same name when a batch is repeated, and other rows under another one, always. */
  readonly id: string;
  rows: LogRow[];
  /** The row number of the last one. */
  end: number;
}

/** What became of a batch. It is stored together with the acknowledgement. */
export interface Delivered {
  /** The new sizes of the files that were written. */
  files?: ReadonlyMap<string, Appended>;
  /** Rows that the receiver did not take, where it took others of the batch: it must not be sent again. */
  refused?: readonly RefusedRow[];
  /** What the receiver said though it took them all. */
  notice?: string;
}

export interface RefusedRow {
  seq: number;
  status: number;
  /** What the receiver said. */
  words: string;
}

export const ALL_TAKEN: Delivered = {};

/** A request that is wrong, too large or not understood would be so the next time: with other rows it may be right. */
export const isRefusal = (status: number): boolean => status === 400 || status === 413 || status === 422;

/** Where rows of the log go. It reads the log at its own pace, and is acknowledged when `deliver` returns. */
export interface Sink {
  readonly name: string;
  readonly type: 'ndjson' | 'stdout' | 'webhook' | 'otlp';
  /** How it says a row. */
  readonly format: FormatName;
  /** The most that one batch has. */
  readonly rows: number;
  readonly bytes: number;
  /** Before the first batch. */
  prepare?: () => Promise<void>;
  /**
   * Hands over a batch: durably, or to somebody who said that they have it. After a crash the same batch comes again.
   *
   * @throws CollectorError where it could not. Of its kinds `RowsRefused` says that others may do, and `ReceiverWaits`
   * when to try again.
   */
  deliver(batch: Batch, signal: AbortSignal): Promise<Delivered>;
  close(): Promise<void> | void;
}

/** The receiver does not want what it was sent, and would not want it later: of several rows, at least one of them. */
export class RowsRefused extends CollectorError {
  constructor(
    readonly status: number,
    /** What it said. */
    readonly words: string,
    message: string,
  ) {
    super(EXIT.unavailable, message);
  }
}

/** It is not known that the receiver has a batch, or it is known that it has not: the batch comes again. */
export class ReceiverFailed extends CollectorError {
  constructor(
    message: string,
    /** What it answered; `undefined`: nothing. */
    readonly status: number | undefined,
  ) {
    super(EXIT.unavailable, message);
  }
}

/** The same, where it says when it wants to be asked again. */
export class ReceiverWaits extends ReceiverFailed {
  constructor(
    message: string,
    status: number | undefined,
    public waitMs: number,
  ) {
    super(message, status);
  }
}
