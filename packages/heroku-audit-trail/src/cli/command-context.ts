import type { Config } from '../config/config';
import type { Flags } from '../config/flags';
import type { ExitCode } from '../errors';
import type { Surroundings } from '../surroundings';

export interface Commands {
  around: Surroundings;
  exit: (code: ExitCode) => void;
  config: () => Config;
  /** Loads the configuration with the flags of one command. */
  flags: (flags: Flags) => Config;
}
