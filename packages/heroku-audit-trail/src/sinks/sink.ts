import { CollectorError, EXIT } from '../errors';
import type { FormatName } from '../formats/format';
import type { LogRow } from '../model/log-row';
import type { Appended } from '../store/file-chains';

export interface Batch {
  /** The same for the same rows, and another for others. */
  readonly id: string;
  rows: LogRow[];
  /** The number of the last row. */
  end: number;
}

/** What became of a batch. */
export interface Delivered {
  /** New sizes of files. */
  files?: ReadonlyMap<string, Appended>;
  /** Rows that the receiver did not take, where it took the others: the batch must not be sent again. */
  refused?: readonly RefusedRow[];
  /** What the receiver said, though it took them all. */
  notice?: string;
}

export interface RefusedRow {
  seq: number;
  status: number;
  words: string;
}

export const ALL_TAKEN: Delivered = {};

/** The request is wrong, too large or not understood, and would be so again: with other rows it may be right. */
export const isRefusal = (status: number): boolean => status === 400 || status === 413 || status === 422;

/** Where rows go. It is acknowledged when `deliver` returns. */
export interface Sink {
  readonly name: string;
  readonly type: 'ndjson' | 'stdout' | 'webhook' | 'otlp';
  readonly format: FormatName;
  /** The most in one batch. */
  readonly rows: number;
  readonly bytes: number;
  /** Before the first batch. */
  prepare?: () => Promise<void>;
  /**
   * Hands over a batch, durably. After a crash the same batch comes again.
   *
   * @throws CollectorError: RowsRefused where other rows may be taken, ReceiverWaits where it says when to try again.
   */
  deliver(batch: Batch, signal: AbortSignal): Promise<Delivered>;
  close(): Promise<void> | void;
}

/** The receiver does not want one of these rows at least, now or later. */
export class RowsRefused extends CollectorError {
  constructor(
    readonly status: number,
    readonly words: string,
    message: string,
  ) {
    super(EXIT.unavailable, message);
  }
}

/** The receiver may not have the batch: it comes again. */
export class ReceiverFailed extends CollectorError {
  constructor(
    message: string,
    /** `undefined`: it gave no answer. */
    readonly status: number | undefined,
  ) {
    super(EXIT.unavailable, message);
  }
}

/** It says when it wants to be asked again. */
export class ReceiverWaits extends ReceiverFailed {
  constructor(
    message: string,
    status: number | undefined,
    public waitMs: number,
  ) {
    super(message, status);
  }
}
