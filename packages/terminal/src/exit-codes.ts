/** What every command ends with: from 64 on the numbers of sysexits.h, 130 as a shell counts Ctrl-C. */
export const EXIT = {
  ok: 0,
  /** The question was answered, and the answer is bad: a job FAILED, an instance is unhealthy, events are missing. */
  bad: 1,
  /** A job ended with errors, or with warnings that count. */
  flawed: 3,
  /** The command line cannot be used. */
  usage: 64,
  /** A query or an input cannot be used, or names something that does not exist. */
  input: 65,
  /** A server could not be reached, or did not answer in a way that can be used. */
  unavailable: 69,
  /** A defect of the command: an error that was not foreseen. */
  defect: 70,
  /** The disk is full, or cannot be written to. */
  disk: 74,
  /** Something else is at work there, or the time was over first. */
  temporary: 75,
  /** The server does not accept the credentials, or does not permit the request. */
  refused: 77,
  /** The configuration, the state on disk, or the installation cannot be used as it is. */
  config: 78,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes for a command's help, with what they mean there. */
export const exitCodesHelp = (meanings: Partial<Record<keyof typeof EXIT, string>>): string =>
  [
    'Exit codes:',
    ...Object.entries(EXIT).flatMap(([name, code]) => {
      const meaning = meanings[name as keyof typeof EXIT];
      return meaning === undefined ? [] : `  ${String(code).padStart(3)}  ${meaning}`;
    }),
  ].join('\n');
