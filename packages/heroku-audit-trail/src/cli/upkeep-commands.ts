import type { Command } from '@j1-integrations/terminal';
import { backup, restore } from './backup';
import type { CommandSetup } from './command-setup';
import { doctor, type DoctorOptions } from './doctor';

export function addUpkeep(program: Command, { context, exit, config }: CommandSetup): void {
  program
    .command('doctor')
    .description('look at the installation and at what is on disk')
    .option('--repair', 'write again what can be made from the log: files that were cut, indexes')
    .option('--format <format>', 'raw, ocsf: of files that an earlier version began, which did not store it')
    .option('--start-over', 'put everything aside, so that the next collect starts from the beginning')
    .action(async (options: DoctorOptions) => exit(await doctor(config(), options, context)));

  program
    .command('backup')
    .description('write the database into a new folder, also while a collector runs')
    .requiredOption('--to <folder>', 'a new folder')
    .action(async ({ to }: { to: string }) => exit(await backup(config(), to, context)));

  program
    .command('restore')
    .description('replace the database by a backup, and put aside what is there')
    .requiredOption('--from <folder>', 'a folder that backup has written')
    .action(async ({ from }: { from: string }) => exit(await restore(config(), from, context)));
}
