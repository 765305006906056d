import { InvalidArgumentError, type Command } from '@j1-integrations/terminal';
import type { CommandSetup } from './command-setup';
import { forgetSinkCommand } from './forget';
import { renameSinkCommand } from './rename';
import { decideParked, listParked } from './parked';

export function addSinks(program: Command, { context, exit, config }: CommandSetup): void {
  const sinks = program.command('sinks').description('refused rows, and names of sinks');
  sinks
    .command('parked')
    .description('list the refused rows with the answers of the receiver')
    .option('--sink <name>', 'the name of a sink (default: all)')
    .option('--json', 'as JSON')
    .action(async ({ sink, json = false }: { sink?: string; json?: boolean }) =>
      exit(await listParked(config(), { sink, json }, context)),
    );
  for (const [to, description] of [
    ['retry', 'send refused rows again, with the next delivery'],
    ['skip', 'never send refused rows to this sink; the table keeps them'],
  ] as const) {
    sinks
      .command(to)
      .description(description)
      .argument('<sink>', 'the name of a sink')
      .option('--row <number...>', 'these rows only (default: all that are parked)', rowsOf)
      .action(async (sink: string, { row: rows }: { row?: number[] }) =>
        exit(await decideParked(config(), { sink, rows, to }, context)),
      );
  }
  sinks
    .command('rename')
    .description('rename a sink, which keeps its position')
    .argument('<from>', 'its name')
    .argument('<to>', 'its new name')
    .action(async (from: string, to: string) => exit(await renameSinkCommand(config(), { from, to }, context)));
  sinks
    .command('forget')
    .description('delete a sink that is no longer configured; the table keeps its rows')
    .argument('<sink>', 'its name')
    .option('--yes', 'do it (default: only say what is deleted and what is kept)')
    .action(async (name: string, { yes = false }: { yes?: boolean }) =>
      exit(await forgetSinkCommand(config(), { name, yes }, context)),
    );
}

function rowsOf(text: string, before: number[] = []): number[] {
  if (/^[1-9]\d*$/.test(text)) return [...before, Number(text)];
  throw new InvalidArgumentError('Allowed: the number of a row, as sinks parked shows it.');
}
