import type { Command } from '@j1-integrations/terminal';
import type { CommandSetup } from './command-setup';
import { forgetSourceCommand } from './forget';
import { renameSourceCommand } from './rename';

export function addSources(program: Command, { context, exit, config }: CommandSetup): void {
  const sources = program.command('sources').description('names of sources');
  sources
    .command('rename')
    .description('rename a source, which keeps its rows and days')
    .argument('<from>', 'its name')
    .argument('<to>', 'its new name')
    .option('--yes', 'do it (default: only say what changes and what stays)')
    .action(async (from: string, to: string, { yes = false }: { yes?: boolean }) =>
      exit(await renameSourceCommand(config(), { from, to, yes }, context)),
    );
  sources
    .command('forget')
    .description('delete a source that is no longer configured, with all its rows')
    .argument('<source>', 'its name')
    .option('--yes', 'do it (default: only say what is deleted and what is kept)')
    .action(async (name: string, { yes = false }: { yes?: boolean }) =>
      exit(await forgetSourceCommand(config(), { name, yes }, context)),
    );
}
