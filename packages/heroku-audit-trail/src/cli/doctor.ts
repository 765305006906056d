import { plainText } from '@j1-integrations/provider-http';
import { counted } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { formatFrom } from '../config/sinks';
import { titleOf } from '../config/sources';
import { CollectorError, EXIT, explained, type ExitCode } from '../errors';
import { ndjsonFolder } from '../sinks/create';
import { sizeOf } from '../store/access';
import { findWrongFiles, rewriteFile } from '../sinks/repair-files';
import {
  findDamage,
  findLost,
  findPermissions,
  findUnsearchable,
  repairIndexes,
  repairSearch,
  type Finding,
} from '../store/doctor';
import { findEdits } from '../store/edits';
import { startOver } from '../store/start-over';
import { loadSqlite } from '../store/sqlite';
import { collectorStore, readerStore } from '../store/open-store';
import { herokuNow, type SourceRow } from '../store/sources';
import { gapsOf } from '../store/status';
import type { Store } from '../store/store';
import type { CommandContext } from '../command-context';
import { gapLines } from './gap-lines';

export interface DoctorOptions {
  repair?: boolean;
  /** The format of files for which none is stored. */
  format?: string;
  startOver?: boolean;
}

export async function doctor(config: Config, options: DoctorOptions, { stdout }: CommandContext): Promise<ExitCode> {
  const { dataDir: folder } = config;
  let wrong = 0;
  const report = ({ ok, what, advice }: Finding) => {
    if (!ok) wrong += 1;
    stdout.write(`${ok ? 'ok   ' : 'WRONG'} ${plainText(what)}\n${advice === undefined ? '' : `      ${advice}\n`}`);
  };
  if (config.store) {
    if (options.startOver) throw noStartOver();
    await examine(config, options, report, (what) => stdout.write(`repaired ${what}\n`));
    return wrong > 0 ? EXIT.bad : EXIT.ok;
  }
  const sqlite = new (loadSqlite())(':memory:');
  const { version } = sqlite.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()!;
  report({ ok: true, what: `SQLite ${version} is built` });
  sqlite.close();
  if (sizeOf(folder) === undefined) {
    report({ ok: true, what: `${folder} does not exist yet: the first collect creates it` });
    return EXIT.ok;
  }
  if (options.startOver) {
    stdout.write(`Everything is now in ${startOver(folder)}. The next collect starts from the beginning.\n`);
    return EXIT.ok;
  }
  report(findPermissions(folder, config.readableBy));
  const lost = findLost(folder);
  if (lost) report(lost);
  else await examine(config, options, report, (what) => stdout.write(`repaired ${plainText(what)}\n`));
  return wrong > 0 ? EXIT.bad : EXIT.ok;
}

const noStartOver = () =>
  new CollectorError(
    EXIT.usage,
    'The table is in PostgreSQL, and --start-over works only with SQLite.',
    'Set store to another database, or to another schema.',
  );

async function examine(
  config: Config,
  { repair, format: named }: DoctorOptions,
  report: (finding: Finding) => void,
  repaired: (what: string) => void,
): Promise<void> {
  const { dataDir: folder } = config;
  const format = named === undefined ? undefined : formatFrom(named);
  let store: Store;
  try {
    store = await (repair ? collectorStore(config) : readerStore(config));
  } catch (error) {
    const known = explained(error, folder);
    if (!(known instanceof CollectorError) || known.exitCode !== EXIT.config) throw error;
    const advice = config.store ? known.advice : 'Restore the database from a backup, or run doctor --start-over.';
    report({ ok: false, what: known.message, advice });
    return;
  }
  try {
    if (isWhole(store, repair, report, repaired)) {
      (await findEdits(store)).forEach(report);
      const search = await findUnsearchable(store);
      if (!search.ok && repair) {
        await repairSearch(store);
        repaired('the table that search uses');
      } else report(search);
    }
    for (const source of await store.sources.all()) {
      const { name, accountName, accountId } = source;
      report({ ok: true, what: `source ${titleOf(config.sources, name)}: the account ${accountName} (${accountId})` });
      (await findGaps(store, source)).forEach(report);
    }
    for (const { name, type } of await store.sinks.all()) {
      const parked = (await store.parked.all(name)).filter(({ state }) => state === 'parked').length;
      if (parked > 0) {
        const advice = `To see why: heroku-audit-trail sinks parked --sink ${name}. Then run sinks retry or sinks skip.`;
        report({ ok: false, what: `the receiver of ${name} has refused ${counted(parked, 'row')}`, advice });
      }
      if (type !== 'ndjson') continue;
      const sinkFolder = ndjsonFolder(folder, name);
      const wrong = await findWrongFiles(store, name, sinkFolder);
      for (const { file, finding } of wrong) {
        if (repair) {
          await rewriteFile(store, name, sinkFolder, file, format);
          repaired(`${name}/${file}`);
        } else report(finding);
      }
      if (wrong.length === 0) report({ ok: true, what: `the files of ${name} have every acknowledged line unchanged` });
    }
  } finally {
    await store.close();
  }
}

/** A day that was not read yet is no finding, because the next collect reads it. */
async function findGaps(store: Store, source: SourceRow): Promise<Finding[]> {
  const { name } = source;
  const gaps = (await gapsOf(store, name, herokuNow(source))).filter(({ kind }) => kind !== 'unread');
  return gapLines(gaps).map((line) => ({
    ok: false,
    what: `${name} ${line}`,
    advice: "Compare it with Heroku's archive: heroku-audit-trail reconcile <month>",
  }));
}

/** PostgreSQL has its own tools for this. */
function isWhole(
  { sqlite }: Store,
  repair: boolean | undefined,
  report: (finding: Finding) => void,
  repaired: (what: string) => void,
): boolean {
  if (!sqlite) {
    report({ ok: true, what: 'the tables are in PostgreSQL, and of this version' });
    return true;
  }
  const damage = findDamage(sqlite);
  if (repair && damage.some(({ ok }) => !ok)) {
    repairIndexes(sqlite);
    repaired('the indexes');
    findDamage(sqlite).forEach(report);
  } else damage.forEach(report);
  return damage.every(({ ok }) => ok);
}
