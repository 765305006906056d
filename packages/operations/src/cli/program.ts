import { Command, CommanderError } from 'commander';
import { REGION_URLS } from '../settings';
import { addAudit } from './audit';
import { addDefinitions } from './definitions';
import { EXIT, type ExitCode } from './exit-codes';
import { addHealth } from './health';
import { addInstances } from './instances';
import { addJobs } from './jobs';
import { addSchedule } from './schedule';
import { type Surroundings } from './session';
import { addTrigger } from './trigger';

const HELP = `
The API key comes from JUPITERONE_API_KEY or from a file, never from the command line, which every user of the machine can list.

Environment:
  JUPITERONE_ACCOUNT       the id of the account (also JUPITERONE_ACCOUNT_ID), or --account
  JUPITERONE_API_KEY       the key
  JUPITERONE_API_KEY_FILE  the path of a file that holds the key, or --api-key-file
  JUPITERONE_REGION        ${Object.keys(REGION_URLS).join(', ')}, or --region
  JUPITERONE_BASE_URL      the GraphQL endpoint, instead of a region, or --url
  NO_COLOR                 no colours, also on a terminal

Exit codes:
  0 ok · 1 a job FAILED · 2 wrong usage, nothing was changed · 3 a job ended with errors (or warnings: --fail-on warnings)
  4 JupiterOne could not be reached or refused · 5 timed out waiting · 6 a job is running already · 130 Ctrl-C

Examples:
  $ j1-ops instances list
  $ j1-ops schedule heroku-1 --polling-interval ONE_DAY --hour 0
  $ j1-ops trigger heroku-1 --wait
  $ j1-ops health --json`;

/** Runs one command line, without the program's name, and gives what it ends with. */
export async function runCommandLine(argv: readonly string[], around: Omit<Surroundings, 'exit'>): Promise<ExitCode> {
  const { stdout, stderr } = around;
  let code: ExitCode = EXIT.ok;
  if (argv.some((word) => /^--(api-?)?(key|token)(=|$)/i.test(word))) {
    stderr.write(
      'error: A key on the command line can be listed by every user of the machine, and is in the history of the\n',
    );
    stderr.write('shell: set JUPITERONE_API_KEY, or use --api-key-file. If this was a real key, revoke it.\n');
    return EXIT.usage;
  }
  const program = new Command('j1-ops')
    .description("JupiterOne's integration operations: schedule, trigger, watch, audit")
    .option('--json', 'JSON instead of tables')
    .option('--account <id>', 'the id of the account')
    .option('--region <region>', `the region: ${Object.keys(REGION_URLS).join(', ')}`)
    .option('--url <url>', 'the GraphQL endpoint, instead of a region')
    .option('--api-key-file <path>', 'a file that holds the API key')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });

  const surroundings: Surroundings = { ...around, exit: (ended) => void (code = ended) };
  addInstances(program, surroundings);
  addSchedule(program, surroundings);
  addDefinitions(program, surroundings);
  addJobs(program, surroundings);
  addTrigger(program, surroundings);
  addHealth(program, surroundings);
  addAudit(program, surroundings);

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return code;
}
