import { EXIT, Option, type Command, type ExitCode } from '@j1-integrations/terminal';
import { type HealthProblemKind, type InstanceHealth } from '../health';
import { STUCK_SECONDS } from '../health-check';
import { exitCodeOfError, worstOf, UsageError } from './exit-codes';
import { type Format, writeReport } from './health-formats';
import { countedKinds, failOnProblems } from './health-problems';
import { createReporter, type Reporter } from './health-reporter';
import { examples, oneOf, parseSeconds } from './options';
import { gather, runInSession, type Session, type CommandContext } from './session';

interface Options {
  json?: boolean;
  failOn: HealthProblemKind[];
  stuckAfter: number;
  watch?: number | true;
  webhook?: string;
  webhookSecretFile?: string;
  state?: string;
  format: Format;
  output?: string;
}

const EXAMPLES = examples(
  'health',
  'health --fail-on all --json',
  'health --watch 5m --webhook https://alerts.example.com/hook',
  'health --state /var/lib/j1-ops/health.json --webhook https://alerts.example.com/hook   (from cron)',
  'health --format prometheus --output /var/lib/node_exporter/j1.prom',
);

const WATCH_SECONDS = 60;

export function addHealth(program: Command, context: CommandContext): void {
  const command = program
    .command('health')
    .description('show every instance: the end of its last job, its problems and its next run')
    .addOption(failOnProblems())
    .addOption(
      new Option('--stuck-after <time>', 'a job that runs longer is stuck')
        .default(STUCK_SECONDS, '6h')
        .argParser(parseSeconds),
    )
    .option('--watch [time]', 'check repeatedly: every minute, or at this interval', parseSeconds)
    .option('--webhook <url>', 'post once when an instance becomes unhealthy, and once when it is healthy again')
    .option('--webhook-secret-file <path>', 'a file with the secret that signs the posts (J1_OPS_WEBHOOK_SECRET)')
    .option('--state <file>', 'a file that remembers the posts from one command to the next')
    .addOption(oneOf('--format <format>', 'table or prometheus', ['table', 'prometheus']))
    .option('--output <file>', 'write the prometheus format to this file; a reader never sees half of it')
    .addHelpText('after', EXAMPLES);

  runInSession(command, context, async (session, options: Options) => {
    refuseUnusable(options);
    const reporter = createReporter(session, options, context.env);
    try {
      if (options.watch === undefined) return await checkOnce(session, options, reporter);
      return await checkRepeatedly(session, options, reporter);
    } finally {
      reporter?.close();
    }
  });
}

function refuseUnusable({ webhook, watch, state, format, output, json }: Options): void {
  if (webhook !== undefined && watch === undefined && state === undefined) {
    throw new UsageError(
      '--webhook needs --watch or --state: without them the command does not know the earlier posts',
    );
  }
  if (output !== undefined && format !== 'prometheus') throw new UsageError('--output is for --format prometheus');
  if (json && format === 'prometheus') throw new UsageError('Give either --json or --format prometheus');
}

async function checkOnce(session: Session, options: Options, reporter: Reporter | undefined): Promise<ExitCode> {
  const { jupiterone, out } = session;
  const { items, isWhole, throwError } = await gather(jupiterone.health({ stuckSeconds: options.stuckAfter }));
  const counts = countedKinds(options.failOn);
  await writeReport(items, { ...options, counts, out });
  const posted = await reporter?.report(items, counts, isWhole);
  throwError();
  return worstOf([...items.map((item) => exitCodeOfHealth(item, counts)), posted ?? EXIT.ok]);
}

/** Continues while JupiterOne cannot be reached. Any other error ends it. */
async function checkRepeatedly(session: Session, options: Options, reporter: Reporter | undefined): Promise<never> {
  const seconds = options.watch === true ? WATCH_SECONDS : options.watch!;
  for (;;) {
    try {
      await checkOnce(session, options, reporter);
    } catch (error) {
      if (exitCodeOfError(error) !== EXIT.unavailable) throw error;
      session.out.note(`error: ${(error as Error).message}`);
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

function exitCodeOfHealth({ problems }: InstanceHealth, counts: ReadonlySet<HealthProblemKind>): ExitCode {
  const kinds = problems.map(({ kind }) => kind).filter((kind) => counts.has(kind));
  if (kinds.length === 0) return EXIT.ok;
  return kinds.every((kind) => kind === 'errors' || kind === 'warnings') ? EXIT.flawed : EXIT.bad;
}
