import { type Command, type Output } from '@j1-integrations/terminal';
import { nextWindow, type RunWindow } from '../next-run';
import { checkChange, type Schedule } from '../schedule';
import { changeOf, examples, withScheduleOptions, type ScheduleOptions } from './options';
import { runInSession, type CommandContext } from './session';
import { formatSchedule, formatWindow } from './format';

const EXAMPLES = examples(
  'schedule heroku-1                                       (shows the schedule)',
  'schedule heroku-1 --polling-interval ONE_DAY --hour 0   (daily, from 00:00 to 01:00 UTC)',
  'schedule heroku-1 --polling-interval ONE_WEEK --hour 0 --day-of-week 0',
  'schedule heroku-1 sentry-1 --hour none',
);

export function addSchedule(parent: Command, context: CommandContext): void {
  const command = parent
    .command('schedule <instances...>')
    .description('show or set when instances run; a change is read back from JupiterOne')
    .addHelpText('after', EXAMPLES);
  runInSession(
    withScheduleOptions(command),
    context,
    async ({ jupiterone, out }, options: ScheduleOptions, instances: string[]) => {
      const change = changeOf(options);
      checkChange(change);
      const isChange = Object.keys(change).length > 0;
      // A wrong name must not leave half of the instances changed.
      const ids = await Promise.all(instances.map((instance) => jupiterone.instances.resolve(instance)));
      const scheduled: Scheduled[] = [];
      for (const id of new Set(ids)) {
        const { instances: operations } = jupiterone;
        scheduled.push(
          scheduledOf(id, await (isChange ? operations.schedule(id, change) : operations.getSchedule(id))),
        );
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
  const next = ({ nextWindow: window }: Scheduled) => (window ? formatWindow(window) : '');
  const [only, ...others] = scheduled;
  if (others.length === 0) out.one(only, { id: only.id, runs: formatSchedule(only), next: next(only) });
  else out.list(scheduled, { ID: ({ id }) => id, RUNS: formatSchedule, NEXT: next }, '');
}
