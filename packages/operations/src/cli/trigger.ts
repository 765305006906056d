import { plainText } from '@j1-integrations/provider-http';
import { type Command, EXIT, type ExitCode } from '@j1-integrations/terminal';
import { type z } from 'zod';
import { AlreadyExecutingError, GraphQLAnswerError, WaitTimeoutError } from '../errors';
import { type INVOKE } from '../invoke';
import { type Job } from '../job';
import { exitCodeOfError, exitCodeOfJob, worstOf, type FailOn } from './exit-codes';
import { examples, failOnOption, timeoutOption } from './options';
import { runInSession, type Session, type CommandContext } from './session';
import { NEW_JOB_GRACE_SECONDS, watch } from './watch';
import { statusCell } from './format';

const EXAMPLES = examples('trigger heroku-1', 'trigger heroku-1 sentry-1 --wait --timeout 30m --fail-on warnings');

interface Options {
  wait?: boolean;
  timeout: number;
  failOn: FailOn;
}

interface Outcome {
  instanceId: string;
  jobId?: string;
  job?: Job;
  runningJob?: Job;
  error?: string;
  code: ExitCode;
}

export function addTrigger(program: Command, context: CommandContext): void {
  const command = program
    .command('trigger <instances...>')
    .description('start a job of each instance; a trigger is never sent twice, even if its answer is lost')
    .option('--wait', 'wait until the jobs are over')
    .addOption(timeoutOption())
    .addOption(failOnOption())
    .addHelpText('after', EXAMPLES);

  runInSession(command, context, async (session, options: Options, instanceIds: string[]) => {
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
    return worstOf(outcomes.map(({ code }) => code));
  });
}

/** A failure of one instance does not stop the others. */
async function triggerOne(session: Session, instanceId: string, { wait, timeout, failOn }: Options): Promise<Outcome> {
  const outcome: Outcome = { instanceId, code: EXIT.ok };
  try {
    outcome.instanceId = await session.jupiterone.instances.resolve(instanceId);
    await start(session, outcome);
    if (!wait) return outcome;
    const times = { timeoutSeconds: timeout, graceSeconds: NEW_JOB_GRACE_SECONDS };
    outcome.job = await watch(session, outcome.instanceId, outcome.jobId!, times);
    outcome.code = worstOf([outcome.code, exitCodeOfJob(outcome.job, failOn)]);
  } catch (error) {
    if (error instanceof WaitTimeoutError) outcome.job = error.job;
    if (error instanceof AlreadyExecutingError) outcome.runningJob = error.job;
    recordFailure(session, outcome, error as Error);
  }
  return outcome;
}

/** If an answer holds a job and errors, the job counts and the errors set the exit code. */
async function start({ jupiterone, out }: Session, outcome: Outcome): Promise<void> {
  const { instanceId } = outcome;
  try {
    const { jobId, found } = await jupiterone.jobs.invoke(instanceId);
    outcome.jobId = jobId;
    if (!found) return;
    out.note(`${instanceId}: the answer to the trigger was lost, but job ${jobId} started. The trigger was sent once.`);
  } catch (error) {
    const part = error instanceof GraphQLAnswerError ? (error.data as Answered | undefined) : undefined;
    outcome.jobId = part?.invokeIntegrationInstance?.integrationJobId;
    if (!outcome.jobId) throw error;
    recordFailure({ out }, outcome, error as Error);
  }
}

type Answered = z.infer<(typeof INVOKE)['data']>;

function recordFailure({ out }: Pick<Session, 'out'>, outcome: Outcome, error: Error): void {
  const { instanceId, code } = outcome;
  outcome.error = plainText(error.message);
  outcome.code = worstOf([code, exitCodeOfError(error)]);
  out.note(`error: ${error.message.includes(instanceId) ? '' : `${instanceId}: `}${error.message}`);
}
