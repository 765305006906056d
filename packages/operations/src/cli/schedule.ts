import { type Command, type Output } from '@j1-integrations/terminal';
import { nextWindow, type RunWindow } from '../next-run';
import { checkChange, type Schedule } from '../schedule';
import { changeOf, examples, withScheduleOptions, type ScheduleOptions } from './options';
import { works, type CommandContext } from './session';
import { scheduleWords, windowWords } from './words';

const EXAMPLES = examples(
  'schedule heroku-1                                       (shows what is set)',
  'schedule heroku-1 --polling-interval ONE_DAY --hour 0   (daily, from 00:00 to 01:00 UTC)',
  'schedule heroku-1 --polling-interval ONE_WEEK --hour 0 --day-of-week 0',
  'schedule heroku-1 sentry-1 --hour none',
);

/** The same command at the top and below `instances`. */
export function addSchedule(parent: Command, context: CommandContext): void {
  const command = parent
    .command('schedule <instances...>')
    .description('set when instances run, or show it; JupiterOne is asked what it stored')
    .addHelpText('after', EXAMPLES);
  works(
    withScheduleOptions(command),
    context,
    async ({ jupiterone, out }, options: ScheduleOptions, instances: string[]) => {
      const change = changeOf(options);
      checkChange(change);
      const isChange = Object.keys(change).length > 0;
      // All names first: one that is wrong changes nothing of the others.
      const ids = await Promise.all(instances.map((instance) => jupiterone.instances.resolve(instance)));
      const scheduled: Scheduled[] = [];
      for (const id of new Set(ids)) {
        const { instances: of } = jupiterone;
        scheduled.push(scheduledOf(id, await (isChange ? of.schedule(id, change) : of.getSchedule(id))));
      }
      show(scheduled, out);
    },
  );
}

type Scheduled = Schedule & { id: string; nextWindow: RunWindow | null };

const scheduledOf = (id: string, schedule: Schedule): Scheduled => ({
  id,
  ...schedule,
  nextWindow: nextWindow(schedule, id, new Date()) ?? null,
});

function show(scheduled: Scheduled[], out: Output): void {
  const next = ({ nextWindow: window }: Scheduled) => (window ? windowWords(window) : '');
  const [only, ...others] = scheduled;
  if (others.length === 0) out.one(only, { id: only.id, runs: scheduleWords(only), next: next(only) });
  else out.list(scheduled, { ID: ({ id }) => id, RUNS: scheduleWords, NEXT: next }, '');
}
