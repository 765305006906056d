import { type Command } from '@j1-integrations/terminal';
import { scheduleOf } from '../instance-schedule';
import { type InstanceWithJobs } from '../instances';
import { type Job } from '../job';
import { nextWindow, type RunWindow } from '../next-run';
import { POLLING_INTERVAL_MINUTES, type Schedule } from '../schedule';
import { exitCodeOfJob, gravest, type FailOn } from './exit-codes';
import { examples, failOnOption } from './options';
import { gather, works, type Surroundings } from './session';
import { ageWords, scheduleWords, statusCell, timeOf, windowWords } from './words';

interface Health {
  id: string;
  name: string;
  type: string;
  schedule: Schedule;
  lastJob?: Job;
  /** Since the last job began. */
  ageSeconds?: number;
  /** The hour or the day that the schedule promises. */
  nextWindow?: RunWindow;
  /** Where it promises none: one interval after the last job, which is all that can be known. */
  nextAbout?: Date;
}

export function addHealth(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('health')
    .description('every instance: its last job, how it ended, how long ago, and when it runs next')
    .addOption(failOnOption())
    .addHelpText('after', examples('health', 'health --fail-on warnings --json'));

  works(command, surroundings, async ({ jupiterone, out }, { failOn }: { failOn: FailOn }) => {
    const { items, throwLate } = await gather(jupiterone.instances.listWithJobs());
    const now = new Date();
    const healths = items.map((instance) => healthOf(instance, now));
    out.list(
      healths,
      {
        NAME: ({ name }) => name,
        TYPE: ({ type }) => type,
        STATUS: ({ lastJob }) => (lastJob ? statusCell(lastJob.status) : 'never ran'),
        AGE: ({ ageSeconds }) => (ageSeconds === undefined ? '' : ageWords(ageSeconds * 1000)),
        RUNS: ({ schedule }) => scheduleWords(schedule),
        'NEXT RUN': nextWords,
        // The long ones last, for those who go on with them.
        INSTANCE: ({ id }) => id,
        'LAST JOB': ({ lastJob }) => lastJob?.id ?? '',
      },
      'No instances.',
    );
    throwLate();
    return gravest(healths.flatMap(({ lastJob }) => (lastJob ? [exitCodeOfJob(lastJob, failOn)] : [])));
  });
}

function healthOf(instance: InstanceWithJobs, now: Date): Health {
  const { id, name, integrationDefinition, integrationDefinitionId, jobs } = instance;
  const schedule = scheduleOf(instance);
  const lastJob = [...(jobs?.jobs ?? [])].sort((a, b) => b.createDate - a.createDate).at(0);
  const period = POLLING_INTERVAL_MINUTES[schedule.pollingInterval];
  const window = nextWindow(schedule, id, now);
  return {
    id,
    name,
    type: integrationDefinition?.type ?? integrationDefinitionId,
    schedule,
    lastJob,
    ageSeconds: lastJob && Math.round((now.getTime() - lastJob.createDate) / 1000),
    nextWindow: window,
    nextAbout: !window && lastJob && period ? new Date(lastJob.createDate + period * 60_000) : undefined,
  };
}

function nextWords({ nextWindow, nextAbout }: Health): string {
  if (nextWindow) return windowWords(nextWindow);
  return nextAbout ? `about ${timeOf(nextAbout.getTime())}` : '';
}
