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
  refusePostgres(config);
  const folder = resolve(to);
  if (!relative(config.dataDir, folder).startsWith('..')) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}. Allowed: a folder outside of ${config.dataDir}.`);
  }
  // The next backup replaces the .part files of a killed one.
  if (existsSync(folder) && readdirSync(folder).some((name) => !name.endsWith('.part'))) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}, which is not empty. Allowed: a new folder.`);
  }
  const store = await openReaderStore(config.dataDir);
  try {
    const { rows, bytes } = await backUp(store, folder);
    stdout.write(`${folder}: ${counted(rows, 'row')}, ${mebibytes(bytes)}, checked.\n`);
    stdout.write(`To restore it: heroku-audit-trail restore --from ${folder}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

export async function restore(config: Config, from: string, { stdout }: CommandContext): Promise<ExitCode> {
  refusePostgres(config);
  const { dataDir, readableBy } = config;
  const folder = resolve(from);
  if (relative(dataDir, folder) === '') {
    throw new CollectorError(EXIT.usage, `--from is ${folder}. Allowed: another folder than ${dataDir}.`);
  }
  const folderOf = (sink: string) => ndjsonFolder(dataDir, sink);
  const { rows, shorter, aside } = await restoreInto({ from: folder, folder: dataDir, readableBy, folderOf });
  stdout.write(`${dataDir} has the ${counted(rows, 'row')} of the backup.\n`);
  if (aside !== undefined) stdout.write(`The old database is in ${aside}, with the files that had more lines.\n`);
  stdout.write(
    'The next collect reads every day since the backup, and the last week again. Files continue where the backup ends.\n' +
      'A webhook gets the rows since the backup again, under other keys. Source, id and revision identify the same row.\n',
  );
  const months = [...new Set(shorter.map(({ day }) => day.slice(0, 7)))].sort();
  if (months.length > 0) {
    stdout.write(
      `${counted(shorter.length, 'day')} had more rows: ${shorter[0].day}${shorter.length > 1 ? ` to ${shorter.at(-1)!.day}` : ''}. ` +
        "Compare them with Heroku's archives:\n",
    );
    for (const month of months) stdout.write(`  heroku-audit-trail reconcile ${month}\n`);
  }
  return EXIT.ok;
}

function refusePostgres({ store }: Config): void {
  if (!store) return;
  throw new CollectorError(
    EXIT.usage,
    'The table is in PostgreSQL, and backup and restore work only with SQLite.',
    'Use pg_dump and pg_restore. The next collect reads later events again, as far as Heroku still lists them.',
  );
}
