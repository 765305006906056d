import { type Command, type Output } from '@j1-integrations/terminal';
import { type Operations } from '../client';
import { NotFoundError } from '../errors';
import { type Job } from '../job';
import { NEWEST_COUNT } from '../job-list';
import { explainStatus, isFinished } from '../job-health';
import { exitCodeOfJob, type FailOn } from './exit-codes';
import { examples, failOnOption, limitOption, timeoutOption } from './options';
import { gather, runInSession, type CommandContext } from './session';
import { statusCell, formatTime } from './format';
import { watch } from './watch';

const EXAMPLE_JOB_ID = '1ed1e7a6-1d3d-4d58-bd34-5228c2a133a0';

const newestFirst = (a: Job, b: Job) => b.createDate - a.createDate;

export function addJobs(program: Command, context: CommandContext): void {
  const jobs = program.command('jobs').description('runs of integration instances');
  addReading(jobs, context);
  addEvents(jobs, context);
  addEnding(jobs, context);
}

function addReading(jobs: Command, context: CommandContext): void {
  const listing = jobs
    .command('list [instance]')
    .description('list the jobs of an instance, or of all instances, the newest first')
    .option('--status <status>', 'only with this status, such as FAILED', (text) => text.toUpperCase())
    .addOption(limitOption('20'))
    .addHelpText('after', examples('jobs list', 'jobs list heroku-1 --status FAILED --limit all'));
  runInSession(
    listing,
    context,
    async ({ jupiterone, out }, { status, limit }: { status?: string; limit: number }, instance?: string) => {
      const instanceId = instance && (await jupiterone.instances.resolve(instance));
      const { items, throwError } = await gather(jupiterone.jobs.list({ instanceId, status, limit }));
      // For an unknown instance, JupiterOne answers an empty list. This request then gives the error.
      if (items.length === 0 && instanceId) await jupiterone.instances.getSchedule(instanceId);
      out.list(items.sort(newestFirst), COLUMNS, 'No jobs.');
      throwError();
    },
  );
  runInSession(
    jobs
      .command('get <instance> <job>')
      .description('show a job and the meaning of its status')
      .addHelpText('after', examples(`jobs get heroku-1 ${EXAMPLE_JOB_ID}`)),
    context,
    async ({ jupiterone, out }, _: object, instance: string, jobId: string) =>
      show(await jupiterone.jobs.get(await jupiterone.instances.resolve(instance), jobId), out),
  );
}

const COLUMNS = {
  JOB: ({ id }: Job) => id,
  INSTANCE: ({ integrationInstanceId }: Job) => integrationInstanceId,
  STATUS: ({ status }: Job) => statusCell(status),
  ERRORS: ({ errorsOccurred }: Job) => (errorsOccurred ? 'yes' : 'no'),
  BEGAN: ({ createDate }: Job) => formatTime(createDate),
  ENDED: ({ endDate }: Job) => formatTime(endDate),
};

function addEvents(jobs: Command, context: CommandContext): void {
  runInSession(
    jobs
      .command('events <instance> <job>')
      .description('list the events of a job')
      .addOption(limitOption('all'))
      .addHelpText('after', examples(`jobs events heroku-1 ${EXAMPLE_JOB_ID}`)),
    context,
    async ({ jupiterone, out }, { limit }: { limit: number }, instance: string, jobId: string) => {
      const instanceId = await jupiterone.instances.resolve(instance);
      await jupiterone.jobs.get(instanceId, jobId);
      const { items, throwError } = await gather(jupiterone.jobs.events(instanceId, jobId, { limit }));
      out.list(
        items,
        {
          TIME: ({ createDate }) => formatTime(createDate),
          EVENT: ({ name }) => name,
          DESCRIPTION: ({ description }) => description,
        },
        'No events.',
      );
      throwError();
    },
  );
}

function addEnding(jobs: Command, context: CommandContext): void {
  runInSession(
    jobs
      .command('cancel <instance> [job]')
      .description('end a job that waits for its data (default: the running one)')
      .addHelpText('after', examples('jobs cancel heroku-1')),
    context,
    async ({ jupiterone, out }, _: object, instance: string, jobId?: string) => {
      const instanceId = await jupiterone.instances.resolve(instance);
      const id = jobId ?? (await newestJobs(jupiterone, instanceId)).find((job) => !isFinished(job))?.id;
      if (!id) throw new NotFoundError('running job of instance', instanceId);
      show(await jupiterone.jobs.cancel(instanceId, id), out);
    },
  );

  const waiting = jobs
    .command('wait <instance> [job]')
    .description('wait until a job is over (default: the newest of the instance)')
    .addOption(timeoutOption())
    .addOption(failOnOption())
    .addHelpText('after', examples('jobs wait heroku-1', `jobs wait heroku-1 ${EXAMPLE_JOB_ID} --timeout 10m`));
  runInSession(
    waiting,
    context,
    async (session, options: { timeout: number; failOn: FailOn }, instance: string, jobId?: string) => {
      const { jupiterone, out } = session;
      const instanceId = await jupiterone.instances.resolve(instance);
      const id = jobId ?? (await newestJobs(jupiterone, instanceId)).at(0)?.id;
      if (!id) throw new NotFoundError('job of instance', instanceId);
      const job = await watch(session, instanceId, id, { timeoutSeconds: options.timeout });
      show(job, out);
      return exitCodeOfJob(job, options.failOn);
    },
  );
}

async function newestJobs(jupiterone: Operations, instanceId: string): Promise<Job[]> {
  const { items } = await gather(jupiterone.jobs.list({ instanceId, limit: NEWEST_COUNT }));
  return items.sort(newestFirst);
}

function show(job: Job, out: Output): void {
  const { id, status, integrationInstanceId, createDate, endDate, errorsOccurred, hasSkippedSteps } = job;
  out.one(job, {
    job: id,
    instance: integrationInstanceId,
    status: statusCell(status),
    meaning: explainStatus(status),
    'errors occurred': errorsOccurred ? 'yes' : 'no',
    'skipped steps': hasSkippedSteps ? 'yes' : '',
    began: formatTime(createDate),
    ended: formatTime(endDate),
  });
}
