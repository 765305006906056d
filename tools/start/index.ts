import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'dotenv';
import { integrations } from '../integrations';
import { packageFolder, ROOT, shellPath } from '../paths';
import { choose, Refused, type Choice } from './choose';
import { collectAll } from './collect-all';
import { auditTrail } from './collect-audit-trail';
import { showProgress } from './progress';
import { answers } from './answers';
import { nextSteps, paintFor, places, report, shortReport } from './report';
import { keepRoster, rosterFor } from './roster';
import { newRunFolder } from './run-folder';
import { planUpload, uploadAll } from './upload';

const USAGE = `Collects every integration: from the providers whose credentials are in the environment or in .env, or,
where there are none, all of them from simulators.

  npm start -- [--runs <folder>] [--env <file>] [--people <file>] [--verbose] [--upload]

  --runs    where each run gets a folder of its own (default: runs)
  --env     variables that the environment does not hold (default: .env, where there is one)
  --people  a roster as CSV: name, email, employeeId, manager, active, leftOn; users are joined to its people
  --verbose shows how many there are of each type, and where each result is
  --upload  uploads each graph to JupiterOne, into the instance that HEROKU_INSTANCE, PAGERDUTY_INSTANCE or
            SENTRY_INSTANCE names; needs JUPITERONE_ACCOUNT and JUPITERONE_API_KEY
`;

const STOPPED = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(): Promise<number> {
  // What is written holds people's data, by the children too: it is for its owner only.
  process.umask(0o077);
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const variables = { ...(await readEnvFile(options.env)), ...process.env };
  const choice = choose([...integrations, auditTrail], variables);
  process.stderr.write(`${announce(choice)}\n`);

  const stop = new AbortController();
  let exitCode = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Once: who asks a second time does not want to wait for a tidy end.
    process.once(signal, () => {
      exitCode = STOPPED[signal];
      stop.abort();
    });
  }
  const uploading = { variables, signal: stop.signal, say: (line: string) => void process.stderr.write(`${line}\n`) };
  const roster = await rosterFor(options.people, choice.real);
  const targets = options.upload ? await planUpload(choice, uploading) : [];
  const allRuns = resolve(options.runs ?? join(ROOT, 'runs'));
  const folder = await newRunFolder(allRuns);
  await keepRoster(folder, roster);
  const titles = choice.integrations.map(({ title }) => title);
  const progress = showProgress(titles, process.stderr);
  const runs = await collectAll(choice, { folder, variables, signal: stop.signal, progress });
  if (stop.signal.aborted) {
    process.stderr.write(`Stopped. What was collected until then is incomplete: ${shellPath(folder)}\n`);
    return exitCode;
  }
  const paint = paintFor(process.stdout, process.env);
  const parts = options.verbose
    ? [report(runs, choice.real, paint), ...places(runs)]
    : [shortReport(runs, paint), ...(await answers(folder, paint))];
  process.stdout.write(`${[...parts, ...nextSteps(runs, choice, allRuns)].join('\n\n')}\n`);
  const uploads = await uploadAll(targets, folder, uploading);
  for (const { title, text } of uploads) process.stdout.write(`\n${title}: ${text}\n`);
  if (stop.signal.aborted) return exitCode;
  if (uploads.some(({ isGood }) => !isGood)) return 1;
  return runs.some(({ outcome }) => FAILURES.has(outcome.status)) ? 1 : 0;
}

const FAILURES = new Set<string>(['FAILED', 'COMPLETED_WITH_ERRORS']);

function readOptions(args: string[]) {
  try {
    // No `--env-file`: Node takes that for itself, wherever it stands.
    const options = {
      help: { type: 'boolean' },
      runs: { type: 'string' },
      env: { type: 'string' },
      people: { type: 'string' },
      verbose: { type: 'boolean' },
      upload: { type: 'boolean' },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Refused(`${(error as Error).message}\n\n${USAGE}`);
  }
}

async function readEnvFile(named: string | undefined): Promise<NodeJS.ProcessEnv> {
  const file = named ?? join(ROOT, '.env');
  if (named === undefined && !existsSync(file)) return {};
  const variables = parse(await readFile(file, 'utf8'));
  // No environment can hold it, and what refuses it shows the whole value.
  const broken = Object.keys(variables).find((name) => variables[name].includes('\0'));
  if (broken) throw new Refused(`${broken} in ${shellPath(file)} holds a NUL character. Write its value again.`);
  return variables;
}

function announce({ integrations: chosen, real }: Choice): string {
  const titles = chosen.map(({ title }) => title).join(', ');
  if (real) return `Collecting from the real provider: ${titles}.`;
  const strays = chosen.map(({ name }) => join(packageFolder(name), '.env')).filter((file) => existsSync(file));
  const notRead = strays.map((file) => `\n${shellPath(file)} is not read here, but by j1-integration in that folder.`);
  return `Collecting from simulators, because there are no credentials: ${titles}.${notRead.join('')}`;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    // A refusal, or a system's error such as a folder that cannot be written to: its message names what and where.
    const known = error instanceof Refused || (error as NodeJS.ErrnoException).code !== undefined;
    process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
    process.exitCode = 1;
  },
);
