import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText, redact } from '@j1-integrations/provider-http';
import { createCommandLine, exitCodesHelp, InvalidArgumentError, reportDefect } from '@j1-integrations/terminal';
import { loadConfig, secretsOf, type Config } from '../config/config';
import type { Flags } from '../config/flags';
import { CollectorError, EXIT, explained, type ExitCode } from '../errors';
import { addCommands } from './commands';
import type { CommandContext } from '../command-context';

export const COMMAND = 'heroku-audit-trail';

const HELP = `Environment:
  HEROKU_API_KEY              the token (not a flag, because all users of the machine can see flags)
  HEROKU_API_KEY_FILE         a file with the token; also --token-file. It is read again at each poll
  HEROKU_ENTERPRISE_ACCOUNT   the id or the name of the enterprise account; also --account
  HEROKU_AUDIT_TRAIL_CONFIG   a configuration file; also --config
  HEROKU_AUDIT_TRAIL_DATA_DIR the folder; also --data-dir, or dataDir in the file (there relative to the file)
  HEROKU_API_URL              another host than https://api.heroku.com
  LOG_LEVEL                   trace, debug, info, warn, error, fatal, silent

${exitCodesHelp({
  ok: 'done',
  bad: 'events are missing, or something is wrong',
  usage: 'the command line cannot be used',
  unavailable: 'Heroku or a sink could not be reached',
  defect: 'a defect of the collector',
  disk: 'the disk is full, or cannot be written to',
  temporary: 'another collector or program is at work, or some work is left for the next run',
  refused: 'refused by Heroku',
  config: 'the configuration, the state or the installation cannot be used',
  interrupted: 'a second Ctrl-C',
})}

Examples:
  $ heroku-audit-trail check
  $ heroku-audit-trail collect --once
  $ heroku-audit-trail search --type collaborator-add --since 2026-11-01
  $ heroku-audit-trail reconcile 2026-10`;

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

function notEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It is empty. Maybe a shell variable is not set.');
}

/** Removes control characters, but keeps our own indentation. */
const indented = (line: string) => `${/^ */.exec(line)![0]}${plainText(line)}`;

export async function runCommandLine(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr, env } = context;
  let loaded: Config | undefined;
  const { program, setExitCode, run } = createCommandLine({
    name: COMMAND,
    version,
    description:
      'Collects the audit trail of Heroku Enterprise accounts: every event once, and proof that none is missing',
    help: HELP,
    stdout,
    stderr,
    secrets: [env.HEROKU_API_KEY],
    secretsAdvice: 'Set HEROKU_API_KEY, or use --token-file.',
  });
  program
    .option('--config <file>', 'a configuration file in YAML', notEmpty)
    .option('--data-dir <folder>', 'where everything is kept (default: ./heroku-audit-trail)', notEmpty)
    .option('--account <account>', 'the id or the name of the enterprise account', notEmpty)
    .option('--token-file <file>', 'a file that holds the token', notEmpty);
  addCommands(program, {
    context,
    exit: setExitCode,
    flags: (flags) => (loaded = loadConfig({ ...program.opts<Flags>(), ...flags }, env)),
    config: () => (loaded ??= loadConfig(program.opts<Flags>(), env)),
  });
  try {
    return await run(argv);
  } catch (error) {
    const known = explained(error, loaded?.dataDir ?? '');
    const secrets = [...(loaded ? secretsOf(loaded)() : []), env.HEROKU_API_KEY ?? ''];
    if (!(known instanceof CollectorError)) return reportDefect(error, { command: COMMAND, env, stderr }, secrets);
    if (context.signal.aborted && known.exitCode === EXIT.unavailable) {
      stderr.write('A signal ended the command before it was done.\n');
      return EXIT.temporary;
    }
    // The problems of a configuration file are on several lines. Other errors may quote a server, so they get one line.
    const lines = known.exitCode === EXIT.config ? known.message.split('\n') : [known.message];
    const advice = known.advice === undefined ? [] : [known.advice];
    for (const line of [...lines, ...advice]) stderr.write(`${redact(indented(line), secrets)}\n`);
    return known.exitCode;
  }
}
