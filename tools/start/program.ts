import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCommandLine,
  exitCodesHelp,
  InvalidArgumentError,
  type CommandLine,
  type Stream,
} from '@j1-integrations/terminal';
import { ROOT } from '../paths';

export interface Options {
  only: string[];
  runs?: string;
  /** It is not called `--env-file`, because Node uses that option itself. */
  env?: string;
  people?: string;
  upload: boolean;
  keep: number;
  json: boolean;
  quiet: boolean;
  verbose: boolean;
}

const DEFAULTS: Options = { only: [], upload: false, keep: 10, json: false, quiet: false, verbose: false };

const HELP = `Several accounts of one provider: HEROKU_API_KEY__PROD and HEROKU_API_KEY__LABS are two accounts, each with its own line and
folder. Other settings of an account have the same ending (HEROKU_INGEST_DOMAINS__PROD).

${exitCodesHelp({
  ok: 'everything was collected',
  bad: 'an account could not be collected or uploaded',
  flawed: 'some steps of an account failed',
  usage: 'the command line cannot be used',
  input: 'the roster or the instance in JupiterOne cannot be used',
  unavailable: 'JupiterOne could not be reached',
  defect: 'a defect of this command',
  disk: 'the disk is full, or cannot be written to',
  refused: 'JupiterOne refuses the key',
  config: 'the credentials, a setting or the folder of the runs cannot be used',
  interrupted: 'Ctrl-C',
})}

With --json, npm itself must be quiet: npm start --silent -- --json`;

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

function wholeFromOne(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed: a whole number from 1.');
}

function names(text: string, before: string[] = []): string[] {
  const given = text.split(',').map((name) => name.trim());
  if (given.includes('')) throw new InvalidArgumentError('Allowed: names separated by commas, such as heroku,sentry.');
  return [...before, ...given];
}

export function createProgram(
  { stdout, stderr, secrets }: { stdout: Stream; stderr: Stream; secrets: readonly string[] },
  work: (options: Options) => Promise<void>,
): CommandLine {
  const line = createCommandLine({
    ...{ name: 'npm start --', version, help: HELP, stdout, stderr, secrets, completion: false },
    description:
      'Collects from every provider with credentials in the environment or in .env.\n' +
      'If there are no credentials at all, collects from simulators.',
    secretsAdvice: 'Put it into an environment variable, or into .env.',
  });
  line.program
    .option('--only <names>', 'only these integrations or accounts, such as heroku,sentry or heroku-prod', names)
    .option('--runs <folder>', 'the folder for all runs (default: runs)')
    .option(
      '--keep <number>',
      'the number of runs with data that are kept; older ones are deleted at the end of this run',
      wholeFromOne,
      DEFAULTS.keep,
    )
    .option(
      '--env <file>',
      'a file with variables (default: .env, if it exists); a variable of the environment comes first',
    )
    .option(
      '--people <file>',
      'a roster (CSV with the columns name, email, employeeId, manager, active, leftOn), to which users are joined',
    )
    .option(
      '--upload',
      'upload each graph to JupiterOne, into the instance that HEROKU_INSTANCE, PAGERDUTY_INSTANCE or SENTRY_INSTANCE ' +
        'names; needs JUPITERONE_ACCOUNT and JUPITERONE_API_KEY',
    )
    .option('--verbose', 'show the number of objects of each type, and the path of each result')
    .option('--quiet', 'show no progress; only problems go to standard error')
    .option('--json', 'print the report as one JSON document')
    .action((options: Partial<Options>) => work({ ...DEFAULTS, ...options }));
  return line;
}
