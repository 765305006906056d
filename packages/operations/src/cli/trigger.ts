import { type Command } from 'commander';
import { GraphQLAnswerError } from '../errors';
import { type Job } from '../job';
import { EXIT, exitCodeOfError, exitCodeOfJob, gravest, type ExitCode, type FailOn } from './exit-codes';
import { failOnOption, timeoutOption } from './options';
import { oneLine } from './output';
import { works, type Session, type Surroundings } from './session';
import { watch } from './watch';

const EXAMPLES = `
Examples:
  $ j1-ops trigger 0ba1…
  $ j1-ops trigger 0ba1… 77c2… --wait --timeout 30m --fail-on warnings`;

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
  error?: string;
  code: ExitCode;
}

export function addTrigger(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('trigger <instances...>')
    .description('start a job of each instance; a trigger whose answer is lost is looked for, never repeated')
    .option('--wait', 'wait until the jobs are over')
    .addOption(timeoutOption())
    .addOption(failOnOption())
    .addHelpText('after', EXAMPLES);

  works(command, surroundings, async (session, options: Options, instanceIds: string[]) => {
    const unique = [...new Set(instanceIds)];
    const outcomes = await Promise.all(unique.map((instanceId) => triggerOne(session, instanceId, options)));
    session.out.list(
      outcomes.map(({ code: _, ...outcome }) => outcome),
      {
        INSTANCE: ({ instanceId }) => oneLine(instanceId),
        JOB: ({ jobId }) => oneLine(jobId ?? ''),
        STATUS: ({ job, jobId }) => (job ? session.out.status(job.status) : jobId ? 'started' : 'not started'),
      },
      '',
    );
    return gravest(outcomes.map(({ code }) => code));
  });
}

/** One instance's failure does not keep the others from being started. */
async function triggerOne(session: Session, instanceId: string, { wait, timeout, failOn }: Options): Promise<Outcome> {
  const { jupiterone, out } = session;
  let jobId: string | undefined;
  try {
    const invocation = await jupiterone.jobs.invoke(instanceId);
    jobId = invocation.jobId;
    if (invocation.found) {
      out.note(oneLine(`${instanceId} the answer was lost; job ${jobId} has begun since, and nothing was fired twice`));
    }
    if (!wait) return { instanceId, jobId, code: EXIT.ok };
    const job = await watch(session, instanceId, jobId, { timeoutSeconds: timeout, graceSeconds: GRACE_SECONDS });
    return { instanceId, jobId, job, code: exitCodeOfJob(job, failOn) };
  } catch (error) {
    const { message } = error as Error;
    out.note(`error: ${message}`);
    if (error instanceof GraphQLAnswerError && error.data)
      out.note(`answered beside it: ${JSON.stringify(error.data)}`);
    return { instanceId, jobId, error: message, code: exitCodeOfError(error) };
  }
}
