import type { Config } from '../config/config';
import type { Flags } from '../config/flags';
import type { ExitCode } from '../errors';
import type { Surroundings } from '../surroundings';

/** What every command is made with. */
export interface Commands {
  around: Surroundings;
  exit: (code: ExitCode) => void;
  config: () => Config;
  /** The configuration, with flags of the command's own. */
  flags: (flags: Flags) => Config;
}
