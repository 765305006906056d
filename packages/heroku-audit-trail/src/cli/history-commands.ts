import { InvalidArgumentError, Option, type Command } from '@j1-integrations/terminal';
import { isDay, isMonth, monthBefore } from '../model/days';
import { backfill, type BackfillOptions } from './backfill';
import type { CommandSetup } from './command-setup';
import { reconcile } from './reconcile';
import { replay, type ReplayOptions } from './replay';
import { timeOption } from './time-option';

export function addHistory(program: Command, { context, exit, config }: CommandSetup): void {
  program
    .command('backfill')
    .description('add earlier events, day by day or from the archive of a month')
    .option('--source <name>', 'the name of a source (default: all)')
    .addOption(dayOption('--from <day>', 'the first day'))
    .addOption(dayOption('--to <day>', 'the last day (default: today)'))
    .addOption(new Option('--archive <month>', 'a month such as 2026-05').argParser(monthOf))
    .action(async (options: BackfillOptions) => exit(await backfill(config(), options, context)));

  program
    .command('reconcile')
    .description("compare what was collected with Heroku's own archive of a month")
    .argument('[month]', 'such as 2026-05 (default: the last complete month)', monthOf)
    .option('--source <name>', 'the name of a source (default: all)')
    .option('--json', 'as JSON, with the ids of all missing events')
    .action(async (month: string | undefined, { source, json = false }: { source?: string; json?: boolean }) =>
      exit(await reconcile(config(), month ?? monthBefore(Date.now()), { source, json }, context)),
    );

  program
    .command('replay')
    .description('deliver collected events again')
    .requiredOption('--sink <name>', 'ndjson, stdout, or the name of a sink in the configuration')
    .option('--to <folder>', 'a new folder, for files')
    .option('--format <format>', 'raw, ocsf (default: that of the sink)')
    .option('--source <name>', 'the name of a source (default: all)')
    .addOption(timeOption('--since <time>', 'from this day or time on, in UTC'))
    .addOption(timeOption('--until <time>', 'before this day or time, in UTC'))
    .option('--files <folder>', 'read the files of an ndjson sink instead of the table')
    .action(async (options: ReplayOptions) => exit(await replay(config(), options, context)));
}

const dayOption = (flag: string, description: string) =>
  new Option(flag, description).argParser((text) => {
    if (isDay(text)) return text;
    throw new InvalidArgumentError('Allowed: a day such as 2026-05-01, from 2017-01-01 on.');
  });

function monthOf(text: string): string {
  if (isMonth(text)) return text;
  throw new InvalidArgumentError('Allowed: a month such as 2026-05, from 2017-01 on.');
}
