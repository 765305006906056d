import { Option, parseLimit, type Command } from '@j1-integrations/terminal';
import type { CommandSetup } from './command-setup';
import { search, type SearchFlags } from './search';
import { timeOption } from './time-option';

export function addSearch(program: Command, { context, exit, config }: CommandSetup): void {
  program
    .command('search')
    .description('search the collected events')
    .option('--source <name>', 'the name of a source')
    .option('--type <type>', 'app, app.create, app-create, …')
    .option('--action <action>', 'create, destroy, …; or app-create, …')
    .option('--actor <email>', 'the email address or the id of the actor')
    .option('--app <name>', 'the name of the app')
    .option('--team <name>', 'the name of the team')
    .option('--ip <address>', 'the IP address of the request')
    .option('--id <id>', 'the id of an event')
    .addOption(timeOption('--since <time>', 'from this day or time on, in UTC'))
    .addOption(timeOption('--until <time>', 'before this day or time, in UTC'))
    .addOption(new Option('--limit <n>', 'how many of the newest events, or all').default(50).argParser(parseLimit))
    .option('--json', 'lines of JSON, the newest first; the newest last with --follow or --files')
    .addOption(new Option('--follow', 'continue with new events').conflicts('stats'))
    .option('--stats', 'count the events by day, type and actor')
    .addOption(
      new Option('--files <folder>', 'read the files of an ndjson sink instead of the table').conflicts([
        'follow',
        'stats',
      ]),
    )
    .action(async ({ json = false, limit, follow = false, stats = false, files, ...filter }: SearchFlags) =>
      exit(await search(config(), { json, limit, follow, stats, files, filter }, context)),
    );
}
