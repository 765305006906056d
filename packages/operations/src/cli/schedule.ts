import { type Command } from 'commander';
import { nextWindow } from '../next-run';
import { type Schedule } from '../schedule';
import { changeOf, withScheduleOptions, type ScheduleOptions } from './options';
import { oneLine, type Output } from './output';
import { works, type Surroundings } from './session';
import { scheduleWords, windowWords } from './words';

const EXAMPLES = `
Examples:
  $ j1-ops schedule 0ba1…  --polling-interval ONE_DAY --hour 0
  $ j1-ops schedule 0ba1…  --polling-interval ONE_WEEK --hour 0 --day-of-week 0
  $ j1-ops schedule 0ba1…                                  (shows what is set)`;

/** The same command at the top and below \`instances\`. */
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
    { id: oneLine(id), runs: oneLine(scheduleWords(schedule)), next: window ? windowWords(window) : '' },
  );
}
