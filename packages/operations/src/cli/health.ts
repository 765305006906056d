import { EXIT, Option, type Command, type ExitCode } from '@j1-integrations/terminal';
import { type HealthProblemKind, type InstanceHealth } from '../health';
import { STUCK_SECONDS } from '../health-check';
import { exitCodeOfError, gravest, UsageError } from './exit-codes';
import { type Format, write } from './health-formats';
import { countedKinds, failOnProblems } from './health-problems';
import { createReporter, type Reporter } from './health-reporter';
import { examples, oneOf, parseTime } from './options';
import { gather, works, type Session, type CommandContext } from './session';

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
    .description('every instance: how its last job ended, whether it is overdue or stuck, and when it runs next')
    .addOption(failOnProblems())
    .addOption(
      new Option('--stuck-after <time>', 'after which a job that is not over is stuck')
        .default(STUCK_SECONDS, '6h')
        .argParser(parseTime),
    )
    .option('--watch [time]', 'look again and again, every minute or so often', parseTime)
    .option('--webhook <url>', 'post once when an instance turns bad, and once when it is good again')
    .option('--webhook-secret-file <path>', 'a file that holds the secret to sign with (J1_OPS_WEBHOOK_SECRET)')
    .option('--state <file>', 'remembers between two commands what was posted')
    .addOption(oneOf('--format <format>', 'table or prometheus', ['table', 'prometheus']))
    .option('--output <file>', 'write the prometheus format to this file, whole or not at all')
    .addHelpText('after', EXAMPLES);

  works(command, context, async (session, options: Options) => {
    refuseUnusable(options);
    const reporter = createReporter(session, options, context.env);
    try {
      if (options.watch === undefined) return await look(session, options, reporter);
      return await keepLooking(session, options, reporter);
    } finally {
      reporter?.close();
    }
  });
}

function refuseUnusable({ webhook, watch, state, format, output, json }: Options): void {
  if (webhook !== undefined && watch === undefined && state === undefined) {
    throw new UsageError('--webhook needs --watch or --state: without them it cannot know what was posted before');
  }
  if (output !== undefined && format !== 'prometheus') throw new UsageError('--output is for --format prometheus');
  if (json && format === 'prometheus') throw new UsageError('Give either --json or --format prometheus');
}

/** One look at every instance, and what the command ends with for it. */
async function look(session: Session, options: Options, reporter: Reporter | undefined): Promise<ExitCode> {
  const { jupiterone, out } = session;
  const { items, isWhole, throwLate } = await gather(jupiterone.health({ stuckSeconds: options.stuckAfter }));
  const counts = countedKinds(options.failOn);
  await write(items, { ...options, counts, out });
  const posted = await reporter?.report(items, counts, isWhole);
  throwLate();
  return gravest([...items.map((item) => exitCodeOfHealth(item, counts)), posted ?? EXIT.ok]);
}

/** Ends by Ctrl-C, or where no later look can be better. A JupiterOne that cannot be reached may be there again. */
async function keepLooking(session: Session, options: Options, reporter: Reporter | undefined): Promise<never> {
  const seconds = options.watch === true ? WATCH_SECONDS : options.watch!;
  for (;;) {
    try {
      await look(session, options, reporter);
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
