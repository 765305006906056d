import type { Position } from '../syntax/tree';

/** `PARSER_ERROR`: wrong syntax. `VALIDATION_ERROR`: wrong names or values. `LIMIT_ERROR`: the query exceeds a limit. */
export type J1qlErrorCode = 'PARSER_ERROR' | 'VALIDATION_ERROR' | 'LIMIT_ERROR';

export class J1qlError extends Error {
  readonly code: J1qlErrorCode;
  readonly line?: number;
  readonly column?: number;
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

export const invalid = (message: string, at: Position, hint?: string) =>
  new J1qlError('VALIDATION_ERROR', message, at, hint);
