import { type Command, type Output } from '@j1-integrations/terminal';
import { type Operations } from '../client';
import { NotFoundError } from '../errors';
import { type Job } from '../job';
import { explainStatus, isFinished } from '../job-health';
import { exitCodeOfJob, type FailOn } from './exit-codes';
import { examples, failOnOption, limitOption, timeoutOption } from './options';
import { gather, works, type CommandContext } from './session';
import { statusCell, timeOf } from './words';
import { watch } from './watch';

const A_JOB = '1ed1e7a6-1d3d-4d58-bd34-5228c2a133a0';

/** Of so many the newest is taken, should they not come in that order. */
const NEWEST = 20;
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
    .description('list the jobs of an instance, or of all, the newest first')
    .option('--status <status>', 'only with this status, such as FAILED', (text) => text.toUpperCase())
    .addOption(limitOption('20'))
    .addHelpText('after', examples('jobs list', 'jobs list heroku-1 --status FAILED --limit all'));
  works(
    listing,
    context,
    async ({ jupiterone, out }, { status, limit }: { status?: string; limit: number }, instance?: string) => {
      const instanceId = instance && (await jupiterone.instances.resolve(instance));
      const { items, throwLate } = await gather(jupiterone.jobs.list({ instanceId, status, limit }));
      // To an instance that does not exist, JupiterOne answers no jobs.
      if (items.length === 0 && instanceId) await jupiterone.instances.getSchedule(instanceId);
      out.list(items.sort(newestFirst), COLUMNS, 'No jobs.');
      throwLate();
    },
  );
  works(
    jobs
      .command('get <instance> <job>')
      .description('show a job, with what its status means')
      .addHelpText('after', examples(`jobs get heroku-1 ${A_JOB}`)),
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
  BEGAN: ({ createDate }: Job) => timeOf(createDate),
  ENDED: ({ endDate }: Job) => timeOf(endDate),
};

function addEvents(jobs: Command, context: CommandContext): void {
  works(
    jobs
      .command('events <instance> <job>')
      .description('list what a job said')
      .addOption(limitOption('all'))
      .addHelpText('after', examples(`jobs events heroku-1 ${A_JOB}`)),
    context,
    async ({ jupiterone, out }, { limit }: { limit: number }, instance: string, jobId: string) => {
      const instanceId = await jupiterone.instances.resolve(instance);
      await jupiterone.jobs.get(instanceId, jobId);
      const { items, throwLate } = await gather(jupiterone.jobs.events(instanceId, jobId, { limit }));
      out.list(
        items,
        {
          TIME: ({ createDate }) => timeOf(createDate),
          EVENT: ({ name }) => name,
          DESCRIPTION: ({ description }) => description,
        },
        'No events.',
      );
      throwLate();
    },
  );
}

function addEnding(jobs: Command, context: CommandContext): void {
  works(
    jobs
      .command('cancel <instance> [job]')
      .description('end a job whose data is still to come: by default the one that runs')
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
    .description('wait until a job is over: by default the newest of the instance')
    .addOption(timeoutOption())
    .addOption(failOnOption())
    .addHelpText('after', examples('jobs wait heroku-1', `jobs wait heroku-1 ${A_JOB} --timeout 10m`));
  works(
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
  const { items } = await gather(jupiterone.jobs.list({ instanceId, limit: NEWEST }));
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
    began: timeOf(createDate),
    ended: timeOf(endDate),
  });
}
