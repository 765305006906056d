import { join } from 'node:path';
import { shown } from '@j1-integrations/provider-http';
import { counted } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { isName } from '../config/schema';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { ndjsonFolder } from '../sinks/create';
import { countOf, refuseEdited, renameSink, renameSource } from '../store/rename-and-forget';
import { collectorStore } from '../store/open-store';
import type { CommandContext } from '../command-context';
import { moveFolders } from './moved-folders';
import { withStore } from './with-store';

export interface Renaming {
  from: string;
  to: string;
  /** `false`: only prints what would change. */
  yes: boolean;
}

export async function renameSourceCommand(
  config: Config,
  { from, to, yes }: Renaming,
  { stdout }: CommandContext,
): Promise<ExitCode> {
  return withStore(collectorStore(config), async (store) => {
    refuseNames(
      'source',
      { from, to },
      (await store.sources.all()).map(({ name }) => name),
    );
    const { rows, days } = await countOf(store, from);
    stdout.write(
      [
        `The source ${from}, with ${counted(rows, 'row')} of ${counted(days, 'day')}, gets the name ${to}.`,
        'Kept: rows and their numbers, the state of the days, the positions of sinks. Folders of files are renamed.',
        `Not changed: delivered rows. Files and receivers have the name ${from} in them; later rows have ${to}.`,
        'Computed again: the hash chain of each day, because it includes the name. The rows are checked first.',
        'Earlier reports of reconcile have the chain heads of the old name.\n',
      ].join('\n'),
    );
    if (!yes) return notDone(stdout);
    await refuseEdited(store, from);
    const sinks = (await store.sinks.all()).filter(({ type }) => type === 'ndjson');
    const folders = sinks.map(({ name }) => ndjsonFolder(store.folder, name));
    await store.transaction(async (tx) => {
      await renameSource(tx, from, to);
      // Last, so that nothing has to be undone if it fails.
      moveFolders(folders.map((folder) => ({ from: join(folder, from), to: join(folder, to) })));
    });
    stdout.write(`Done. ${configure(`sources.${to}`, config.sources, to)}`);
    return EXIT.ok;
  });
}

export async function renameSinkCommand(
  config: Config,
  { from, to }: Omit<Renaming, 'yes'>,
  { stdout }: CommandContext,
): Promise<ExitCode> {
  return withStore(collectorStore(config), async (store) => {
    const sinks = await store.sinks.all();
    refuseNames(
      'sink',
      { from, to },
      sinks.map(({ name }) => name),
    );
    const { type, acked, batchEnd } = sinks.find(({ name }) => name === from)!;
    const folders = { from: ndjsonFolder(store.folder, from), to: ndjsonFolder(store.folder, to) };
    await store.transaction(async (tx) => {
      await renameSink(tx, from, to);
      if (type === 'ndjson') moveFolders([folders]);
    });
    stdout.write(`The sink ${from} is now called ${to}. It continues after row ${acked}.\n`);
    if (type !== 'ndjson' && batchEnd !== null)
      stdout.write('The batch that is not acknowledged is sent again under another Idempotency-Key.\n');
    stdout.write(configure(`sinks.${to}`, config.sinks, to));
    return EXIT.ok;
  });
}

export function notDone(stdout: CommandContext['stdout']): ExitCode {
  stdout.write('Nothing was changed. To make these changes, add --yes.\n');
  return EXIT.usage;
}

const configure = (setting: string, configured: readonly { name: string }[], to: string) =>
  configured.some(({ name }) => name === to)
    ? ''
    : `Write the new name into the configuration (${setting}) before the next collect.\n`;

function refuseNames(what: string, { from, to }: Omit<Renaming, 'yes'>, known: readonly string[]): void {
  refuseUnknown(what, from, known);
  if (!isName(to))
    throw new CollectorError(
      EXIT.usage,
      `The new name is ${shown(to)}. Allowed: small letters, digits, - and _, at most 63.`,
    );
  if (known.includes(to))
    throw new CollectorError(
      EXIT.usage,
      `There is a ${what} with the name ${to} already.`,
      `To delete it: heroku-audit-trail ${what}s forget ${to}`,
    );
}

export function refuseUnknown(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new CollectorError(
    EXIT.usage,
    `The ${what} is ${shown(name)}. Allowed: ${known.join(', ') || 'none is known'}.`,
  );
}
