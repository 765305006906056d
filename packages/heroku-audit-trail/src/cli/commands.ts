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
    .description('check the token, the account and the permission; without an account, list the accounts')
    .action(async () => exit(await check(config(), context)));
  addCollect(program, setup);
  addHistory(program, setup);
  addSearch(program, setup);
  program
    .command('status')
    .description('show days, gaps, the positions of sinks, and the rest of the rate limit')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => exit(await status(config(), json, context)));
  addSources(program, setup);
  addSinks(program, setup);
  addUpkeep(program, setup);
}
