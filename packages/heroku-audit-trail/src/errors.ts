import { EXIT, type ExitCode } from '@j1-integrations/terminal/exit-codes';

export { EXIT, type ExitCode };

const MOST_SERIOUS_FIRST: ExitCode[] = [
  EXIT.config,
  EXIT.disk,
  EXIT.defect,
  EXIT.refused,
  EXIT.unavailable,
  EXIT.temporary,
];

export const mostSerious = (codes: ReadonlySet<ExitCode>): ExitCode =>
  MOST_SERIOUS_FIRST.find((code) => codes.has(code)) ?? EXIT.ok;

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

/** Heroku answered 404: the account or the archive does not exist. */
export class UnknownAccount extends CollectorError {}

/** The database cannot be reached, or another collector leads now. This ends the whole run. */
export class StoreLost extends CollectorError {
  constructor(message: string) {
    super(EXIT.unavailable, message, 'Nothing has to be repaired. The next run reads again what was not stored.');
  }
}

/** Heroku gives no answer, a 429 lasts too long, or Heroku has an error. Other requests will fail as well. */
export class NoAnswer extends CollectorError {
  constructor(message: string) {
    super(EXIT.unavailable, message);
  }
}

/** The answer is incomplete or unexpected. The next attempt may succeed. */
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
      `Another program has locked the database in ${folder} (${code}).`,
      'Wait for it or end it, and start again. Nothing has to be repaired.',
    );
  }
  if (NO_ROOM.has(code)) {
    return new CollectorError(
      EXIT.disk,
      `The disk of ${folder} is full (${code}). The next poll reads again what was not stored.`,
      'Free some space, and start again. Nothing has to be repaired.',
    );
  }
  if (NO_WRITING.test(code) || IN_THE_WAY.test(code)) {
    return new CollectorError(
      EXIT.disk,
      `${folder} cannot be used: ${message ?? code}`,
      IN_THE_WAY.test(code)
        ? 'Something else is in its place: move it away, or name another folder.'
        : 'Check its owner and its disk.',
    );
  }
  return error;
}
