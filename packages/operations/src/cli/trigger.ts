import { plainText } from '@j1-integrations/provider-http';
import { type Command, EXIT, type ExitCode } from '@j1-integrations/terminal';
import { type z } from 'zod';
import { AlreadyExecutingError, GraphQLAnswerError, WaitTimeoutError } from '../errors';
import { type INVOKE } from '../invoke';
import { type Job } from '../job';
import { exitCodeOfError, exitCodeOfJob, gravest, type FailOn } from './exit-codes';
import { examples, failOnOption, timeoutOption } from './options';
import { works, type Session, type CommandContext } from './session';
import { watch } from './watch';
import { statusCell } from './words';

const EXAMPLES = examples('trigger heroku-1', 'trigger heroku-1 sentry-1 --wait --timeout 30m --fail-on warnings');

/** A trigger can be answered before its job can be read. */
const GRACE_SECONDS = 30;

interface Options {
  wait?: boolean;
  timeout: number;
  failOn: FailOn;
}

interface Outcome {
  instanceId: string;
  jobId?: string;
  job?: Job;
  /** What kept it from being started. */
  runningJob?: Job;
  error?: string;
  code: ExitCode;
}

export function addTrigger(program: Command, context: CommandContext): void {
  const command = program
    .command('trigger <instances...>')
    .description('start a job of each instance; a trigger whose answer is lost is looked for, never repeated')
    .option('--wait', 'wait until the jobs are over')
    .addOption(timeoutOption())
    .addOption(failOnOption())
    .addHelpText('after', EXAMPLES);

  works(command, context, async (session, options: Options, instanceIds: string[]) => {
    const unique = [...new Set(instanceIds)];
    const outcomes = await Promise.all(unique.map((instanceId) => triggerOne(session, instanceId, options)));
    session.out.list(
      outcomes.map(({ code: _, ...outcome }) => outcome),
      {
        INSTANCE: ({ instanceId }) => instanceId,
        JOB: ({ jobId }) => jobId ?? '',
        STATUS: ({ job, jobId }) => (job ? statusCell(job.status) : jobId ? 'started' : 'not started'),
      },
      '',
    );
    return gravest(outcomes.map(({ code }) => code));
  });
}

/** One instance's failure does not keep the others from being started. */
async function triggerOne(session: Session, instanceId: string, { wait, timeout, failOn }: Options): Promise<Outcome> {
  const outcome: Outcome = { instanceId, code: EXIT.ok };
  try {
    outcome.instanceId = await session.jupiterone.instances.resolve(instanceId);
    await start(session, outcome);
    if (!wait) return outcome;
    const times = { timeoutSeconds: timeout, graceSeconds: GRACE_SECONDS };
    outcome.job = await watch(session, outcome.instanceId, outcome.jobId!, times);
    outcome.code = gravest([outcome.code, exitCodeOfJob(outcome.job, failOn)]);
  } catch (error) {
    if (error instanceof WaitTimeoutError) outcome.job = error.job;
    if (error instanceof AlreadyExecutingError) outcome.runningJob = error.job;
    failed(session, outcome, error as Error);
  }
  return outcome;
}

/** Errors that come with a job do not undo it. The job is shown and waited for, and the errors count at the end. */
async function start({ jupiterone, out }: Session, outcome: Outcome): Promise<void> {
  const { instanceId } = outcome;
  try {
    const { jobId, found } = await jupiterone.jobs.invoke(instanceId);
    outcome.jobId = jobId;
    if (!found) return;
    out.note(`${instanceId} the answer was lost; job ${jobId} has begun since, and nothing was fired twice`);
  } catch (error) {
    const part = error instanceof GraphQLAnswerError ? (error.data as Answered | undefined) : undefined;
    outcome.jobId = part?.invokeIntegrationInstance?.integrationJobId;
    if (!outcome.jobId) throw error;
    failed({ out }, outcome, error as Error);
  }
}

type Answered = z.infer<(typeof INVOKE)['data']>;

function failed({ out }: Pick<Session, 'out'>, outcome: Outcome, error: Error): void {
  const { instanceId, code } = outcome;
  outcome.error = plainText(error.message);
  outcome.code = gravest([code, exitCodeOfError(error)]);
  out.note(`error: ${error.message.includes(instanceId) ? '' : `${instanceId}: `}${error.message}`);
}
