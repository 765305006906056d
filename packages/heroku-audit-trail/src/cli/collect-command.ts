import { InvalidArgumentError, type Command } from '@j1-integrations/terminal';
import type { Flags } from '../config/flags';
import type * as Daemon from '../daemon/run';
import { CollectorError, EXIT } from '../errors';
import { collectOnce } from './collect-once';
import type { CommandSetup } from './command-setup';

export function addCollect(program: Command, { context, exit, flags }: CommandSetup): void {
  program
    .command('collect')
    .description('read and deliver new events, until the command is ended or once')
    .option('--once', 'end when everything is read and delivered')
    .option('--sink <type...>', 'ndjson, stdout (default: ndjson)')
    .option('--format <format>', 'raw, ocsf (default: raw)')
    .option('--interval <seconds>', 'between two polls (default: 300)', secondsOf)
    .option('--json', 'with --once: a report as JSON on standard output')
    .option('--port <port>', 'of /healthz, /readyz and /metrics (default: 9465; 0: a free one)', portOf)
    .action(async ({ once, json, ...own }: Flags & { once?: boolean; json?: boolean }) => {
      if (json && !once) throw new CollectorError(EXIT.usage, '--json needs --once.');
      const settings = flags(own);
      if (once) return exit(await collectOnce(settings, context, { json }));
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads as slowly as the rest of the program
      const { runDaemon } = require('../daemon/run') as typeof Daemon;
      exit(await runDaemon(settings, context));
    });
}

function secondsOf(text: string): number {
  if (Number(text) >= 1 && Number(text) <= 86_400) return Number(text);
  throw new InvalidArgumentError('Allowed: seconds from 1 to 86400.');
}

function portOf(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Allowed: a port from 0 to 65535.');
}
