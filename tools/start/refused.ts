import { EXIT, type ExitCode } from '@j1-integrations/terminal';

/** What the user must mend before anything can run. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.config,
  ) {
    super(message);
  }
}
