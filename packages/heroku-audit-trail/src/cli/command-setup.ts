import type { Config } from '../config/config';
import type { Flags } from '../config/flags';
import type { ExitCode } from '../errors';
import type { CommandContext } from '../command-context';

export interface CommandSetup {
  context: CommandContext;
  exit: (code: ExitCode) => void;
  config: () => Config;
  /** Loads the configuration with the flags of one command. */
  flags: (flags: Flags) => Config;
}
