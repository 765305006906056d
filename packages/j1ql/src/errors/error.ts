import type { Position } from '../syntax/tree';

/**
 * `PARSER_ERROR`: the text is no query. `VALIDATION_ERROR`: it is one, and cannot be answered as it is written.
 * `LIMIT_ERROR`: to answer it would take more than it may.
 */
export type J1qlErrorCode = 'PARSER_ERROR' | 'VALIDATION_ERROR' | 'LIMIT_ERROR';

/** A query that cannot be answered, and why. */
export class J1qlError extends Error {
  readonly code: J1qlErrorCode;
  /** Counts from 1; undefined where no place in the text is to blame. */
  readonly line?: number;
  /** Counts from 1. */
  readonly column?: number;
  /** What to write instead; also part of the message. */
  readonly hint?: string;

  constructor(code: J1qlErrorCode, message: string, at?: Position, hint?: string) {
    super(hint === undefined ? message : `${message} ${hint}`);
    this.name = 'J1qlError';
    this.code = code;
    this.line = at?.line;
    this.column = at?.column;
    this.hint = hint;
  }
}

/** A query that is well written and cannot be answered. */
export const invalid = (message: string, at: Position, hint?: string) =>
  new J1qlError('VALIDATION_ERROR', message, at, hint);
