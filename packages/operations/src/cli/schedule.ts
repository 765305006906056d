import { type Command, type Output } from '@j1-integrations/terminal';
import { nextWindow } from '../next-run';
import { type Schedule } from '../schedule';
import { changeOf, examples, withScheduleOptions, type ScheduleOptions } from './options';
import { works, type Surroundings } from './session';
import { scheduleWords, windowWords } from './words';

const EXAMPLES = examples(
  'schedule heroku-1                                       (shows what is set)',
  'schedule heroku-1 --polling-interval ONE_DAY --hour 0   (daily, from 00:00 to 01:00 UTC)',
  'schedule heroku-1 --polling-interval ONE_WEEK --hour 0 --day-of-week 0',
  'schedule heroku-1 --hour none',
);

/** The same command at the top and below `instances`. */
export function addSchedule(parent: Command, surroundings: Surroundings): void {
  const command = parent
    .command('schedule <instance>')
    .description('set when an instance runs, or show it; JupiterOne is asked what it stored')
    .addHelpText('after', EXAMPLES);
  works(
    withScheduleOptions(command),
    surroundings,
    async ({ jupiterone, out }, options: ScheduleOptions, id: string) => {
      const change = changeOf(options);
      const schedule =
        Object.keys(change).length === 0
          ? await jupiterone.instances.getSchedule(id)
          : await jupiterone.instances.schedule(id, change);
      show(id, schedule, out);
    },
  );
}

function show(id: string, schedule: Schedule, out: Output): void {
  const window = nextWindow(schedule, id, new Date());
  out.one(
    { id, ...schedule, nextWindow: window ?? null },
    { id, runs: scheduleWords(schedule), next: window ? windowWords(window) : '' },
  );
}
