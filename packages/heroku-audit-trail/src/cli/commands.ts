import { InvalidArgumentError, Option, type Command } from '@j1-integrations/terminal';
import type { Flags } from '../config/flags';
import { isDay, isMonth, monthBefore } from '../model/days';
import type * as Daemon from '../daemon/run';
import { backfill, type BackfillOptions } from './backfill';
import { backup, restore } from './backup';
import { check } from './check';
import type { Commands } from './command-context';
import { collectOnce } from './collect-once';
import { doctor, type DoctorOptions } from './doctor';
import { CollectorError, EXIT } from '../errors';
import { reconcile } from './reconcile';
import { replay, type ReplayOptions } from './replay';
import { addSearch } from './search-command';
import { decideParked, listParked } from './sinks';
import { status } from './status';
import { timeOption } from './time-option';

export function addCommands(program: Command, { around, exit, config, flags }: Commands): void {
  program
    .command('collect')
    .description('read what is due, and deliver it: for ever, or once')
    .option('--once', 'end when everything that is due is read and delivered')
    .option('--sink <type...>', 'ndjson, stdout (default: ndjson)')
    .option('--format <format>', 'raw, ocsf (default: raw)')
    .option('--interval <seconds>', 'between two polls (default: 300)', secondsOf)
    .option('--json', 'with --once: a report as JSON on standard output')
    .option('--port <port>', 'of /healthz, /readyz and /metrics (default: 9465; 0: a free one)', portOf)
    .action(async ({ once, json, ...own }: Flags & { once?: boolean; json?: boolean }) => {
      if (json && !once) throw new CollectorError(EXIT.usage, '--json needs --once.');
      const settings = flags(own);
      if (once) return exit(await collectOnce(settings, around, { json }));
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads as slowly as the rest of the program
      const { runDaemon } = require('../daemon/run') as typeof Daemon;
      exit(await runDaemon(settings, around));
    });

  program
    .command('check')
    .description('whether token, account and permission are right; without an account, which ones there are')
    .action(async () => exit(await check(config(), around)));

  program
    .command('backfill')
    .description('bring in what was before: day by day, or from the archive of a month')
    .option('--source <name>', 'the name of a source (default: all)')
    .addOption(dayOption('--from <day>', 'the first day'))
    .addOption(dayOption('--to <day>', 'the last day (default: today)'))
    .addOption(new Option('--archive <month>', 'a month such as 2026-05').argParser(monthOf))
    .action(async (options: BackfillOptions) => exit(await backfill(config(), options, around)));

  program
    .command('reconcile')
    .description("hold what was collected against Heroku's own archive of a month")
    .argument('[month]', 'such as 2026-05 (default: the last one that is over)', monthOf)
    .option('--source <name>', 'the name of a source (default: all)')
    .option('--json', 'as JSON, with the ids of all that is missing')
    .action(async (month: string | undefined, { source, json = false }: { source?: string; json?: boolean }) =>
      exit(await reconcile(config(), month ?? monthBefore(Date.now()), { source, json }, around)),
    );

  program
    .command('replay')
    .description('deliver what was collected once more')
    .requiredOption('--sink <name>', 'ndjson, stdout, or the name of a sink in the configuration')
    .option('--to <folder>', 'a new folder, for files')
    .option('--format <format>', 'raw, ocsf (default: that of the sink)')
    .option('--source <name>', 'the name of a source (default: all)')
    .addOption(timeOption('--since <time>', 'from this day or time on, in UTC'))
    .addOption(timeOption('--until <time>', 'before this day or time, in UTC'))
    .option('--files <folder>', 'the files of an ndjson sink instead of the table, compressed or not')
    .action(async (options: ReplayOptions) => exit(await replay(config(), options, around)));

  program
    .command('doctor')
    .description('look at the installation and at what is on disk')
    .option('--repair', 'make anew what can be made from the log: files that were cut, indexes')
    .option('--format <format>', 'raw, ocsf: of files that an earlier version began, which did not store it')
    .option('--start-over', 'put everything aside, so that the next collect begins anew')
    .action(async (options: DoctorOptions) => exit(await doctor(config(), options, around)));

  program
    .command('backup')
    .description('write the database into a new folder, also while a collector is at work')
    .requiredOption('--to <folder>', 'a new folder')
    .action(async ({ to }: { to: string }) => exit(await backup(config(), to, around)));

  program
    .command('restore')
    .description('put a backup in the place of the database, and what is there aside')
    .requiredOption('--from <folder>', 'a folder that backup has written')
    .action(async ({ from }: { from: string }) => exit(await restore(config(), from, around)));

  addSearch(program, { around, exit, config, flags });

  const sinks = program.command('sinks').description('rows that a receiver has refused, and what becomes of them');
  sinks
    .command('parked')
    .description('list them, with what the receiver said')
    .option('--sink <name>', 'the name of a sink (default: all)')
    .option('--json', 'as JSON')
    .action(async ({ sink, json = false }: { sink?: string; json?: boolean }) =>
      exit(await listParked(config(), { sink, json }, around)),
    );
  for (const [to, description] of [
    ['retry', 'send them again, with the next delivery'],
    ['skip', 'never send them to this sink; the log keeps them'],
  ] as const) {
    sinks
      .command(to)
      .description(description)
      .argument('<sink>', 'the name of a sink')
      .option('--row <number...>', 'these rows only (default: all that are parked)', rowsOf)
      .action(async (sink: string, { row: rows }: { row?: number[] }) =>
        exit(await decideParked(config(), { sink, rows, to }, around)),
      );
  }

  program
    .command('status')
    .description('days, gaps, how far the sinks are, and what is left of the rate limit')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => exit(await status(config(), json, around)));
}

function rowsOf(text: string, before: number[] = []): number[] {
  if (/^[1-9]\d*$/.test(text)) return [...before, Number(text)];
  throw new InvalidArgumentError('Allowed: the number of a row, as sinks parked shows it.');
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

function secondsOf(text: string): number {
  if (Number(text) >= 1 && Number(text) <= 86_400) return Number(text);
  throw new InvalidArgumentError('Allowed: seconds from 1 to 86400.');
}

function portOf(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Allowed: a port from 0 to 65535.');
}
