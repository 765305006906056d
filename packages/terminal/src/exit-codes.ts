/** The exit codes of all commands. Codes from 64 to 78 are those of sysexits.h. */
export const EXIT = {
  ok: 0,
  /** The answer is bad: a job FAILED, an instance is unhealthy, events are missing. */
  bad: 1,
  /** A job ended with errors, or with warnings that count. */
  flawed: 3,
  /** The command line is wrong. */
  usage: 64,
  /** A query or an input is wrong, or names something that does not exist. */
  input: 65,
  /** A server cannot be reached, or its answer is unusable. */
  unavailable: 69,
  defect: 70,
  /** The disk is full or not writable. */
  disk: 74,
  /** Another process is at work, or the time ran out. */
  temporary: 75,
  /** The server refuses the credentials or the request. */
  refused: 77,
  /** The configuration, the stored state or the installation is unusable. */
  config: 78,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const exitCodesHelp = (meanings: Partial<Record<keyof typeof EXIT, string>>): string =>
  [
    'Exit codes:',
    ...Object.entries(EXIT).flatMap(([name, code]) => {
      const meaning = meanings[name as keyof typeof EXIT];
      return meaning === undefined ? [] : `  ${String(code).padStart(3)}  ${meaning}`;
    }),
  ].join('\n');
