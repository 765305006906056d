import { EXIT, type ExitCode } from '@j1-integrations/terminal';

/** A problem that the user has to solve before anything can be collected. */
export class CannotStart extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.config,
  ) {
    super(message);
  }
}
