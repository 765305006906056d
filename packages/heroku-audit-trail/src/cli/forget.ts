import { join } from 'node:path';
import { counted } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { ndjsonFolder } from '../sinks/create';
import { countOf, forgetSink, forgetSource, undelivered } from '../store/rename-and-forget';
import { collectorStore } from '../store/open-store';
import type { CommandContext } from '../command-context';
import { replacedFolder } from '../store/folders';
import { moveFolders } from './moved-folders';
import { notDone, refuseUnknown } from './rename';
import { withStore } from './with-store';

interface Forgetting {
  name: string;
  /** `false`: only prints what would be deleted. */
  yes: boolean;
}

export async function forgetSourceCommand(
  config: Config,
  { name, yes }: Forgetting,
  { stdout }: CommandContext,
): Promise<ExitCode> {
  return withStore(collectorStore(config), async (store) => {
    refuseUnknown(
      'source',
      name,
      (await store.sources.all()).map((source) => source.name),
    );
    if (config.sources.some((source) => source.name === name && source.account !== undefined))
      throw inUse('source', name);
    const { rows, days } = await countOf(store, name);
    const lacking = await undelivered(store, name);
    stdout.write(
      [
        `Deleted: the source ${name}, its ${counted(rows, 'row')} of ${counted(days, 'day')}, and the state of these days.`,
        ...lacking.map(
          ({ sink, rows: lost }) => `Lost: ${counted(lost, 'row')} that the sink ${sink} has not delivered.`,
        ),
        'Kept: the files, which are moved aside, and what receivers have. The row numbers are not used again.',
        'To get the events again, collect the account as a new source, and run backfill --archive for each month.\n',
      ].join('\n'),
    );
    if (!yes) return notDone(stdout);
    const aside = replacedFolder(store.folder);
    const sinks = (await store.sinks.all()).filter(({ type }) => type === 'ndjson');
    const moves = sinks.map((sink) => ({
      from: join(ndjsonFolder(store.folder, sink.name), name),
      to: join(aside, sink.name, name),
    }));
    const moved = await store.transaction(async (tx) => {
      await forgetSource(tx, name);
      return moveFolders(moves);
    });
    stdout.write(`Done.${moved.length > 0 ? ` The files are in ${aside}.` : ''}\n`);
    return EXIT.ok;
  });
}

export async function forgetSinkCommand(
  config: Config,
  { name, yes }: Forgetting,
  { stdout }: CommandContext,
): Promise<ExitCode> {
  return withStore(collectorStore(config), async (store) => {
    const sinks = await store.sinks.all();
    refuseUnknown(
      'sink',
      name,
      sinks.map((sink) => sink.name),
    );
    if (config.sinks.some((sink) => sink.name === name)) throw inUse('sink', name);
    const { acked, type } = sinks.find((sink) => sink.name === name)!;
    const left = (await store.sinks.lastSeq()) - acked;
    const parked = (await store.parked.all(name)).length;
    stdout.write(
      [
        `Deleted: the sink ${name}, its position (row ${acked}), and its ${counted(parked, 'refused row')}.`,
        ...(left > 0 ? [`Not delivered by it: the last ${counted(left, 'row')}.`] : []),
        'Kept: every row of the table, what its receiver has, and its files, which are moved aside.',
        'A new sink with this name starts with the first row.\n',
      ].join('\n'),
    );
    if (!yes) return notDone(stdout);
    const aside = replacedFolder(store.folder);
    const moved = await store.transaction(async (tx) => {
      await forgetSink(tx, name);
      if (type !== 'ndjson') return [];
      return moveFolders([{ from: ndjsonFolder(store.folder, name), to: join(aside, name) }]);
    });
    stdout.write(`Done.${moved.length > 0 ? ` The files are in ${aside}.` : ''}\n`);
    return EXIT.ok;
  });
}

const inUse = (what: string, name: string) =>
  new CollectorError(
    EXIT.usage,
    `The ${what} ${name} is in the configuration, so the next collect would start it from the beginning.`,
    `Remove it from the configuration first, or rename it: heroku-audit-trail ${what}s rename ${name} <name>`,
  );
