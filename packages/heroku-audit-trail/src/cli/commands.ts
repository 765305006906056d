import type { Command } from '@j1-integrations/terminal';
import { check } from './check';
import { addCollect } from './collect-command';
import type { CommandSetup } from './command-setup';
import { addHistory } from './history-commands';
import { addSearch } from './search-command';
import { addSinks } from './sinks-command';
import { addSources } from './sources-command';
import { status } from './status';
import { addUpkeep } from './upkeep-commands';

export function addCommands(program: Command, setup: CommandSetup): void {
  const { context, exit, config } = setup;
  program
    .command('check')
    .description('whether token, account and permission are right; without an account, which ones there are')
    .action(async () => exit(await check(config(), context)));
  addCollect(program, setup);
  addHistory(program, setup);
  addSearch(program, setup);
  program
    .command('status')
    .description('days, gaps, how far the sinks are, and what is left of the rate limit')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => exit(await status(config(), json, context)));
  addSources(program, setup);
  addSinks(program, setup);
  addUpkeep(program, setup);
}
