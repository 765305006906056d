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
  /** No `--env-file`: Node takes that for itself, wherever it stands. */
  env?: string;
  people?: string;
  upload: boolean;
  keep: number;
  json: boolean;
  quiet: boolean;
  verbose: boolean;
}

const HELP = `Several accounts of one provider: HEROKU_API_KEY__PROD and HEROKU_API_KEY__LABS are two, each with a line and a folder of
its own. Other settings of an account end in the same way (HEROKU_INGEST_DOMAINS__PROD).

${exitCodesHelp({
  ok: 'everything was collected',
  bad: 'an account could not be collected, or not be uploaded',
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

function names(text: string, before: string[]): string[] {
  const given = text.split(',').map((name) => name.trim());
  if (given.includes(''))
    throw new InvalidArgumentError('Allowed: names with a comma between them, such as heroku,sentry.');
  return [...before, ...given];
}

/** The command line of `npm start`. @param work gets the options, once they are known to be usable */
export function startProgram(
  { stdout, stderr, secrets }: { stdout: Stream; stderr: Stream; secrets: readonly string[] },
  work: (options: Options) => Promise<void>,
): CommandLine {
  const line = createCommandLine({
    ...{ name: 'npm start --', version, help: HELP, stdout, stderr, secrets, completion: false },
    description:
      'Collects every integration: from the providers whose credentials are in the environment or in .env, or, where there\n' +
      'are none, all of them from simulators.',
    secretsAdvice: 'Put it into an environment variable, or into .env.',
  });
  line.program
    .option('--only <names>', 'some integrations or accounts, such as heroku,sentry or heroku-prod', names, [])
    .option('--runs <folder>', 'where each run gets a folder of its own (default: runs)')
    .option(
      '--keep <number>',
      'how many runs that collected something are kept; older ones are deleted when this one has ended',
      wholeFromOne,
      10,
    )
    .option('--env <file>', 'variables that the environment does not hold (default: .env, where there is one)')
    .option(
      '--people <file>',
      'a roster as CSV: name, email, employeeId, manager, active, leftOn; users are joined to it',
    )
    .option(
      '--upload',
      'upload each graph to JupiterOne, into the instance that HEROKU_INSTANCE, PAGERDUTY_INSTANCE or SENTRY_INSTANCE ' +
        'names; needs JUPITERONE_ACCOUNT and JUPITERONE_API_KEY',
      false,
    )
    .option('--verbose', 'how many there are of each type, and where each result is', false)
    .option('--quiet', 'no progress, and nothing but what went wrong on standard error', false)
    .option('--json', 'the report as one JSON document', false)
    .action((options: Options) => work(options));
  return line;
}
