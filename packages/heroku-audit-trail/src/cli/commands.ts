import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Config, Flags } from '../config/config';
import type { ExitCode } from '../errors';
import type { Filter } from '../store/search';
import { collectOnce } from './collect-once';
import { search } from './search';
import { status } from './status';
import type { Surroundings } from './surroundings';

export interface Commands {
  around: Surroundings;
  exit: (code: ExitCode) => void;
  config: () => Config;
  /** The configuration, with flags of the command's own. */
  flags: (flags: Flags) => Config;
}

export function addCommands(program: Command, { around, exit, config, flags }: Commands): void {
  program
    .command('collect')
    .description('read what is due, and deliver it: for ever, or once')
    .option('--once', 'end when everything that is due is read and delivered')
    .option('--sink <type...>', 'ndjson, stdout (default: ndjson)')
    .option('--format <format>', 'raw, ocsf (default: raw)')
    .action(async ({ once, ...own }: Flags & { once?: boolean }) => {
      const settings = flags(own);
      if (once) exit(await collectOnce(settings, around));
    });

  program
    .command('search')
    .description('look events up in what was collected')
    .option('--source <name>', 'the name of a source')
    .option('--type <type>', 'app, app.create, app-create, …')
    .option('--action <action>', 'create, destroy, …')
    .option('--actor <email>', 'the email address of who did it')
    .option('--app <name>', 'the name of the app')
    .addOption(timeOption('--since <time>', 'from this day or time on, in UTC'))
    .addOption(timeOption('--until <time>', 'before this day or time, in UTC'))
    .addOption(new Option('--limit <n>', 'the newest so many, or all').default('50').argParser(limitOf))
    .option('--json', 'lines of JSON, the newest first')
    .action(({ json = false, limit, ...filter }: Filter & { json?: boolean; limit: number | string }) => {
      exit(search(config().dataDir, { ...filter, limit: Number(limit) }, json, around));
    });

  program
    .command('status')
    .description('days, gaps, how far the sinks are, and what is left of the rate limit')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => exit(status(config().dataDir, json, around)));
}

const timeOption = (flag: string, description: string) =>
  new Option(flag, description).argParser((text) => {
    const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
    if (Number.isNaN(ms)) throw new InvalidArgumentError('Allowed: a day such as 2026-11-01, or a time of ISO 8601.');
    return new Date(ms).toISOString();
  });

function limitOf(text: string): number {
  if (text === 'all') return -1;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed: a whole number from 1, or "all".');
}
