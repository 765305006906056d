import { redact } from '@j1-integrations/provider-http';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { loadConfig, type Config, type Flags } from '../config/config';
import { CollectorError, EXIT, explained, type ExitCode } from '../errors';
import { addCommands } from './commands';
import { secretsOf, type Surroundings } from './surroundings';
import { tellUnforeseen } from './unforeseen';

const HELP = `
Environment:
  HEROKU_API_KEY              the token (never a flag: every user of the machine can list those)
  HEROKU_API_KEY_FILE         a file that holds it; also --token-file. It is read again at each poll
  HEROKU_ENTERPRISE_ACCOUNT   the id or the name of the enterprise account; also --account
  HEROKU_AUDIT_TRAIL_CONFIG   a configuration file; also --config
  HEROKU_AUDIT_TRAIL_DATA_DIR the folder; also --data-dir, or dataDir in the file (there relative to the file)
  HEROKU_API_URL              another host than https://api.heroku.com
  LOG_LEVEL                   trace, debug, info, warn, error, fatal, silent

Exit codes:
  0 ok · 1 something was found missing or wrong · 64 wrong usage · 69 Heroku or a sink could not be reached
  70 a defect of the collector · 74 disk · 75 another collector or program is at work, or some is left for the next run
  77 refused by Heroku · 78 configuration, state or installation

Examples:
  $ heroku-audit-trail check
  $ heroku-audit-trail collect --once
  $ heroku-audit-trail search --type collaborator-add --since 2026-11-01
  $ heroku-audit-trail reconcile 2026-10`;

/** What a command gets: the configuration is read only by those that ask for it. */
export interface Invocation {
  config: () => Config;
  around: Surroundings;
  exit: (code: ExitCode) => void;
}

function notEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It is empty, as a variable of the shell is that is not set.');
}

/** Runs one command line, without the program's name, and gives what it ends with. */
export async function runCommandLine(argv: readonly string[], around: Surroundings): Promise<ExitCode> {
  const { stdout, stderr, env } = around;
  if (argv.some((word) => /^--(api-?)?(key|token)(=|$)/i.test(word))) {
    stderr.write(
      'error: A token on the command line can be listed by every user of the machine, and is in the history of\n',
    );
    stderr.write('the shell: set HEROKU_API_KEY, or use --token-file. If this was a real token, revoke it.\n');
    return EXIT.usage;
  }
  let code: ExitCode = EXIT.ok;
  let loaded: Config | undefined;
  const program = new Command('heroku-audit-trail')
    .description(
      'Collects the audit trail of Heroku Enterprise accounts: every event once, and proof that none is missing',
    )
    .option('--config <file>', 'a configuration file in YAML', notEmpty)
    .option('--data-dir <folder>', 'where everything is kept (default: ./heroku-audit-trail)', notEmpty)
    .option('--account <account>', 'the id or the name of the enterprise account', notEmpty)
    .option('--token-file <file>', 'a file that holds the token', notEmpty)
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  const config = () => (loaded ??= loadConfig(program.opts<Flags>(), env));
  addCommands(program, {
    around,
    exit: (ended) => (code = ended),
    flags: (flags) => (loaded = loadConfig({ ...program.opts<Flags>(), ...flags }, env)),
    config,
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const known = explained(error, loaded?.dataDir ?? '');
    const secrets = loaded ? secretsOf(loaded)() : [];
    if (!(known instanceof CollectorError)) return tellUnforeseen(error, around, secrets);
    stderr.write(redact(`${known.message}\n${known.advice === undefined ? '' : `${known.advice}\n`}`, secrets));
    return known.exitCode;
  }
  return code;
}
