import type { Command } from '@j1-integrations/terminal';
import { backup, restore } from './backup';
import type { CommandSetup } from './command-setup';
import { doctor, type DoctorOptions } from './doctor';

export function addUpkeep(program: Command, { context, exit, config }: CommandSetup): void {
  program
    .command('doctor')
    .description('check the installation and the data folder')
    .option('--repair', 'write files and indexes again from the table')
    .option('--format <format>', 'raw, ocsf: the format of files whose format was not stored by an earlier version')
    .option('--start-over', 'move everything aside, so that the next collect starts from the beginning')
    .action(async (options: DoctorOptions) => exit(await doctor(config(), options, context)));

  program
    .command('backup')
    .description('copy the database into a new folder, also while a collector runs')
    .requiredOption('--to <folder>', 'a new folder')
    .action(async ({ to }: { to: string }) => exit(await backup(config(), to, context)));

  program
    .command('restore')
    .description('replace the database by a backup, and move the old one aside')
    .requiredOption('--from <folder>', 'the folder of a backup')
    .action(async ({ from }: { from: string }) => exit(await restore(config(), from, context)));
}
