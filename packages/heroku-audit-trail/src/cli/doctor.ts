import { plainText } from '@j1-integrations/provider-http';
import { counted } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { formatFrom } from '../config/sinks';
import { CollectorError, EXIT, explained, type ExitCode } from '../errors';
import { ndjsonFolder } from '../sinks/create';
import { sizeOf } from '../store/access';
import * as doctorsBook from '../store/doctor';
import { findEdits } from '../store/edits';
import { startOver } from '../store/start-over';
import { loadSqlite } from '../store/sqlite';
import { openCollectorStore, openReaderStore, type Store } from '../store/store';
import type { Surroundings } from '../surroundings';

const { findDamage, findLost, findPermissions, findWrongFiles, repairIndexes, rewriteFile } = doctorsBook;

export interface DoctorOptions {
  repair?: boolean;
  /** Of files of which it is not stored. */
  format?: string;
  startOver?: boolean;
}

/** Looks at the installation and at what is on disk, and mends what can be made again from the log. */
export async function doctor(config: Config, options: DoctorOptions, { stdout }: Surroundings): Promise<ExitCode> {
  const { dataDir: folder } = config;
  let wrong = 0;
  const tell = ({ ok, what, advice }: doctorsBook.Finding) => {
    if (!ok) wrong += 1;
    stdout.write(`${ok ? 'ok   ' : 'WRONG'} ${plainText(what)}\n${advice === undefined ? '' : `      ${advice}\n`}`);
  };
  const sqlite = new (loadSqlite())(':memory:');
  const { version } = sqlite.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()!;
  tell({ ok: true, what: `SQLite ${version} is built` });
  sqlite.close();
  if (sizeOf(folder) === undefined) {
    tell({ ok: true, what: `${folder} is not there yet: the first collect makes it` });
    return EXIT.ok;
  }
  if (options.startOver) {
    stdout.write(`Everything is now in ${startOver(folder)}. The next collect begins anew.\n`);
    return EXIT.ok;
  }
  tell(findPermissions(folder, config.readableBy));
  const lost = findLost(folder);
  if (lost) tell(lost);
  else await examine(config, options, tell, (what) => stdout.write(`mended ${plainText(what)}\n`));
  return wrong > 0 ? EXIT.bad : EXIT.ok;
}

async function examine(
  config: Config,
  { repair, format: named }: DoctorOptions,
  tell: (finding: doctorsBook.Finding) => void,
  mended: (what: string) => void,
): Promise<void> {
  const { dataDir: folder } = config;
  const format = named === undefined ? undefined : formatFrom(named);
  let store: Store;
  try {
    store = await (repair ? openCollectorStore(folder, config.readableBy) : openReaderStore(folder));
  } catch (error) {
    const known = explained(error, folder);
    if (!(known instanceof CollectorError) || known.exitCode !== EXIT.config) throw error;
    tell({ ok: false, what: known.message, advice: 'Bring the database back from a backup, or: doctor --start-over' });
    return;
  }
  try {
    const damage = findDamage(store.sqlite);
    if (repair && damage.some(({ ok }) => !ok)) {
      repairIndexes(store);
      mended('the indexes');
      findDamage(store.sqlite).forEach(tell);
    } else damage.forEach(tell);
    if (damage.every(({ ok }) => ok)) (await findEdits(store)).forEach(tell);
    for (const { name, type } of await store.sinks.all()) {
      const parked = (await store.parked.all(name)).filter(({ state }) => state === 'parked').length;
      if (parked > 0) {
        const advice = `heroku-audit-trail sinks parked --sink ${name}  says which and why; then: sinks retry, or sinks skip`;
        tell({ ok: false, what: `the receiver of ${name} has refused ${counted(parked, 'row')}`, advice });
      }
      if (type !== 'ndjson') continue;
      const sinkFolder = ndjsonFolder(folder, name);
      const wrong = await findWrongFiles(store, name, sinkFolder);
      for (const { file, finding } of wrong) {
        if (repair) {
          await rewriteFile(store, name, sinkFolder, file, format);
          mended(`${name}/${file}`);
        } else tell(finding);
      }
      if (wrong.length === 0)
        tell({ ok: true, what: `the files of ${name} have all that was acknowledged, as it was` });
    }
  } finally {
    await store.close();
  }
}
