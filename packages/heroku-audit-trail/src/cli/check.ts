import { plainText } from '@j1-integrations/provider-http';
import { counted, tableText } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import type { SourceConfig } from '../config/sources';
import { dayOf } from '../model/days';
import { EXIT, type ExitCode } from '../errors';
import type { Account } from '../source/source';
import type { CommandContext } from '../command-context';
import { sourceFor } from '../configured-source';
import { waitTeller } from './waits';

/** Asks Heroku whether the credentials, the account and the permission are right. Writes nothing to disk. */
export async function check(config: Config, context: CommandContext): Promise<ExitCode> {
  for (const source of config.sources) await checkSource(config, source, context);
  return EXIT.ok;
}

async function checkSource(config: Config, sourceConfig: SourceConfig, context: CommandContext): Promise<void> {
  const { stdout, stderr, signal } = context;
  const source = sourceFor(config, sourceConfig, signal, waitTeller(sourceConfig.name, context));
  const { name, account } = sourceConfig;
  try {
    if (account === undefined) {
      const accounts = await source.accounts();
      if (accounts.length === 0) {
        stderr.write('The token is accepted, but its user is not in any enterprise account.\n');
        return;
      }
      const rows = accounts.map((found) => [found.name, found.id, permissions(found)]);
      stdout.write(`${tableText(['ACCOUNT', 'ID', 'PERMISSIONS'], rows)}\n`);
      stderr.write('Choose one: HEROKU_ENTERPRISE_ACCOUNT or --account. Audit events need the permission manage.\n');
      return;
    }
    const found = await source.account();
    stdout.write(`${name}: token accepted (${sourceConfig.token.from})\n`);
    stdout.write(`${plainText(`${name}: account ${found.name} (${found.id}), permissions ${permissions(found)}`)}\n`);
    const today = dayOf(source.now());
    let events = 0;
    for await (const items of source.eventsOf(today, 'asc')) events += items.length;
    stdout.write(`${name}: ${counted(events, 'event')} on ${today} so far\n`);
    if (events === 0) {
      stderr.write(
        `${name}: No Audit Events Found. Events take a few minutes to appear, and without activity there are none.\n`,
      );
    }
    const left = source.budget()?.remaining;
    if (left !== undefined) stdout.write(`${name}: ${left} requests left of the rate limit\n`);
    const skew = Math.round(source.skewMs() / 1000);
    if (Math.abs(skew) > 60)
      stderr.write(`${name}: this machine's clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead'}.\n`);
  } finally {
    source.close();
  }
}

const permissions = ({ permissions: list }: Account) => (Array.isArray(list) ? list.join(', ') || 'none' : 'unknown');
