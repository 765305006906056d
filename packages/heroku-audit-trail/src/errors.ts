import { EXIT, type ExitCode } from '@j1-integrations/terminal/exit-codes';

export { EXIT, type ExitCode };

const GRAVEST_FIRST: ExitCode[] = [EXIT.config, EXIT.disk, EXIT.defect, EXIT.refused, EXIT.unavailable, EXIT.temporary];

/** The exit code of a command in which several things failed. */
export const gravest = (codes: ReadonlySet<ExitCode>): ExitCode =>
  GRAVEST_FIRST.find((code) => codes.has(code)) ?? EXIT.ok;

/** What happened, and what to do about it. Contains no credentials. */
export class CollectorError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly advice?: string,
  ) {
    super(message);
    this.name = 'CollectorError';
  }
}

/** Heroku answered 404: the account is unknown, or what is asked for does not exist there. */
export class UnknownAccount extends CollectorError {}

/** The database cannot be reached, or another collector leads now. This ends the work on all days. */
export class StoreLost extends CollectorError {
  constructor(message: string) {
    super(EXIT.unavailable, message, 'Nothing has to be repaired: what was not stored is asked for again.');
  }
}

/** Heroku gives no answer, a 429 lasts too long, or Heroku has an error. Other requests will fail as well. */
export class NoAnswer extends CollectorError {
  constructor(message: string) {
    super(EXIT.unavailable, message);
  }
}

/** The answer is not what was expected, or not complete. The next attempt may be. */
export class BrokenAnswer extends CollectorError {
  constructor(message: string) {
    super(EXIT.unavailable, message);
  }
}

const BROKEN = /^SQLITE_(CORRUPT|NOTADB)/;
const BUSY = /^SQLITE_(BUSY|LOCKED)/;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);
const NO_WRITING = /^(EROFS|EACCES|EPERM|EIO|EMFILE|ENFILE|SQLITE_(READONLY|CANTOPEN|IOERR).*)$/;
const IN_THE_WAY = /^(EEXIST|ENOTDIR|EISDIR|ENOENT|ENAMETOOLONG|ELOOP)$/;

/** Explains errors of the database and the file system. Returns other errors as they are. */
export function explained(error: unknown, folder: string): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string' || error instanceof CollectorError) return error;
  if (BROKEN.test(code)) {
    return new CollectorError(
      EXIT.config,
      `The database in ${folder} is damaged (${code}), and nothing was written to it.`,
      `Look at it with: heroku-audit-trail doctor --data-dir ${folder}`,
    );
  }
  if (BUSY.test(code)) {
    return new CollectorError(
      EXIT.temporary,
      `Another program has the database in ${folder} for itself (${code}).`,
      'Wait for it, or end it, and start again: nothing has to be repaired.',
    );
  }
  if (NO_ROOM.has(code)) {
    return new CollectorError(
      EXIT.disk,
      `The disk of ${folder} is full (${code}). What was not stored is asked for again at the next poll.`,
      'Free some space, and start again: nothing has to be repaired.',
    );
  }
  if (NO_WRITING.test(code) || IN_THE_WAY.test(code)) {
    return new CollectorError(
      EXIT.disk,
      `${folder} cannot be used: ${message ?? code}`,
      IN_THE_WAY.test(code) ? 'Look at what is there.' : 'Check its owner and its disk.',
    );
  }
  return error;
}
