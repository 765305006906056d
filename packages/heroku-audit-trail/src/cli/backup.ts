import { existsSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { counted, mebibytes } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { ndjsonFolder } from '../sinks/create';
import { backUp } from '../store/backup';
import { restore as restoreInto } from '../store/restore';
import { openReaderStore } from '../store/store';
import type { CommandContext } from '../command-context';

export async function backup(config: Config, to: string, { stdout }: CommandContext): Promise<ExitCode> {
  refuseServer(config);
  const folder = resolve(to);
  if (!relative(config.dataDir, folder).startsWith('..')) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}. Allowed: a folder outside of ${config.dataDir}.`);
  }
  // A backup that was killed leaves such files, and the next one replaces them.
  if (existsSync(folder) && readdirSync(folder).some((name) => !name.endsWith('.part'))) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}, which is not empty. Allowed: a new folder.`);
  }
  const store = await openReaderStore(config.dataDir);
  try {
    const { rows, bytes } = await backUp(store, folder);
    stdout.write(`${folder}: ${counted(rows, 'row')}, ${mebibytes(bytes)}, whole.\n`);
    stdout.write(`Bring it back with: heroku-audit-trail restore --from ${folder}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/** Replaces the database by a backup, and says what happens next. */
export async function restore(config: Config, from: string, { stdout }: CommandContext): Promise<ExitCode> {
  refuseServer(config);
  const { dataDir, readableBy } = config;
  const folder = resolve(from);
  if (relative(dataDir, folder) === '') {
    throw new CollectorError(EXIT.usage, `--from is ${folder}. Allowed: another folder than ${dataDir}.`);
  }
  const folderOf = (sink: string) => ndjsonFolder(dataDir, sink);
  const { rows, shorter, aside } = await restoreInto({ from: folder, folder: dataDir, readableBy, folderOf });
  stdout.write(`${dataDir} has the ${counted(rows, 'row')} of the backup.\n`);
  if (aside !== undefined) stdout.write(`What was there is in ${aside}: the database, and files that had more.\n`);
  stdout.write(
    'The next collect reads every day since, and those of the last week again. Files go on from what the backup knows of\n' +
      'them. A webhook gets again what it got since the backup, under other keys: source, id and revision tell the same row.\n',
  );
  const months = [...new Set(shorter.map(({ day }) => day.slice(0, 7)))].sort();
  if (months.length > 0) {
    stdout.write(
      `${counted(shorter.length, 'day')} had more rows: ${shorter[0].day}${shorter.length > 1 ? ` to ${shorter.at(-1)!.day}` : ''}. ` +
        "Heroku's archives have what it no longer lists of these days:\n",
    );
    for (const month of months) stdout.write(`  heroku-audit-trail reconcile ${month}\n`);
  }
  return EXIT.ok;
}

/** PostgreSQL has its own backups. */
function refuseServer({ store }: Config): void {
  if (!store) return;
  throw new CollectorError(
    EXIT.usage,
    'The table is in PostgreSQL: backup and restore are for a file of SQLite.',
    'Use pg_dump and pg_restore. What was collected since is read again, as far as Heroku lists it.',
  );
}
