import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCommandLine, exitCodesHelp, reportDefect, type ExitCode } from '@j1-integrations/terminal';
import { REGION_URLS } from '../settings';
import { addAudit } from './audit';
import { addDefinitions } from './definitions';
import { addHealth } from './health';
import { addInstances } from './instances';
import { addJobs } from './jobs';
import { addSchedule } from './schedule';
import { type CommandContext } from './session';
import { addSources } from './sources';
import { addTrigger } from './trigger';
import { addUpload } from './upload';

const HELP = `The API key comes from JUPITERONE_API_KEY or from a file, never from the command line, which every user of the machine can list.

Environment:
  JUPITERONE_ACCOUNT       the id of the account (also JUPITERONE_ACCOUNT_ID), or --account
  JUPITERONE_API_KEY       the key
  JUPITERONE_API_KEY_FILE  the path of a file that holds the key, or --api-key-file
  JUPITERONE_REGION        ${Object.keys(REGION_URLS).join(', ')}, or --region
  JUPITERONE_BASE_URL      the GraphQL endpoint, instead of a region, or --url
  NO_COLOR                 no colours, also on a terminal
  J1_OPS_WEBHOOK_SECRET    signs what health --webhook posts (also J1_OPS_WEBHOOK_SECRET_FILE)
  LOG_LEVEL                debug shows the stack of a defect

${exitCodesHelp({
  ok: 'done',
  bad: 'a job FAILED, or an instance is overdue, stuck or never ran',
  flawed: 'a job ended with errors (or with warnings: --fail-on warnings)',
  usage: 'the command line cannot be used; nothing was changed',
  input: 'a file cannot be used, or JupiterOne does not have what was named',
  unavailable: 'JupiterOne cannot be reached, or its answer is unusable',
  defect: 'a defect of this command',
  temporary: 'a job is already running, or did not end in time',
  refused: 'JupiterOne refuses the key or the request',
  disk: 'a file cannot be written',
  config: 'a setting cannot be used',
  interrupted: 'Ctrl-C; the jobs continue in JupiterOne',
})}

Examples:
  $ j1-ops instances list
  $ j1-ops schedule heroku-1 --polling-interval ONE_DAY --hour 0
  $ j1-ops trigger heroku-1 --wait
  $ j1-ops health --json`;

const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
  version: string;
};

export async function runCommandLine(
  argv: readonly string[],
  processContext: Omit<CommandContext, 'exit'>,
): Promise<ExitCode> {
  const { stdout, stderr, env } = processContext;
  const { program, setExitCode, run } = createCommandLine({
    name: 'j1-ops',
    version,
    description: "JupiterOne's integration operations: schedule, trigger, watch, audit",
    help: HELP,
    stdout,
    stderr,
    secrets: [env.JUPITERONE_API_KEY, env.J1_OPS_WEBHOOK_SECRET],
    secretsAdvice: 'Set JUPITERONE_API_KEY, or use --api-key-file.',
  });
  program
    .option('--json', 'JSON instead of tables')
    .option('--account <id>', 'the id of the account')
    .option('--region <region>', `the region: ${Object.keys(REGION_URLS).join(', ')}`)
    .option('--url <url>', 'the GraphQL endpoint, instead of a region')
    .option('--api-key-file <path>', 'a file that holds the API key');

  const context: CommandContext = { ...processContext, exit: setExitCode };
  addInstances(program, context);
  addSchedule(program, context);
  addSources(program, context);
  addDefinitions(program, context);
  addJobs(program, context);
  addTrigger(program, context);
  addUpload(program, context);
  addHealth(program, context);
  addAudit(program, context);
  try {
    return await run(argv);
  } catch (error) {
    return reportDefect(error, { command: 'j1-ops', env, stderr }, [env.JUPITERONE_API_KEY ?? '']);
  }
}
