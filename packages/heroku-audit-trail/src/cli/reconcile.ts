import { plainText } from '@j1-integrations/provider-http';
import { count, counted, jsonText, mebibytes, startProgress, tableText } from '@j1-integrations/terminal';
import { withArchive } from '../collector/archive-file';
import { compareArchive, noteVerdict, verifyDays, type ReconciledDay } from '../collector/reconcile';
import type { Config } from '../config/config';
import { EXIT, type ExitCode } from '../errors';
import { besideStore } from '../store/of-settings';
import { chosenSources, withSource } from './sources';
import { sleep, type Surroundings } from '../surroundings';

const SHOWN = 20;

/** Compares the log with Heroku's own archive of a month. Works while a collector runs. */
export async function reconcile(
  config: Config,
  month: string,
  { source: name, json }: { source?: string; json: boolean },
  around: Surroundings,
): Promise<ExitCode> {
  const { stdout, stderr, signal } = around;
  const store = await besideStore(config);
  const reports: object[] = [];
  let missing = 0;
  let edited = 0;
  try {
    for (const sourceConfig of chosenSources(config, name)) {
      await withSource(config, sourceConfig, around, async (source) => {
        const known = await store.sources.get(sourceConfig.name);
        if (known && known.configured === sourceConfig.account) source.follow(known.accountId);
        const archive = await source.archive(month);
        const progress = startProgress(around);
        const onBytes = (bytes: number, size: number) =>
          progress.show(`${sourceConfig.name} ${month}: ${mebibytes(bytes)} of ${mebibytes(size)}`);
        const days = await withArchive({ source, archive, folder: store.folder, signal, sleep, onBytes }, (file) =>
          compareArchive(store, sourceConfig.name, archive, file),
        );
        progress.end();
        await verifyDays(store, sourceConfig.name, days);
        await noteVerdict(store, sourceConfig.name, archive, days, source.now());
        const ids = days.flatMap((day) => day.missing);
        missing += ids.length;
        edited += days.filter((day) => day.edited !== undefined).length;
        const { checksum, createdAt } = archive;
        reports.push({ source: sourceConfig.name, month, checksum, createdAt, missing: ids.length, days });
        if (json) return;
        stdout.write(`${sourceConfig.name} ${month}, archive of ${createdAt}, SHA-256 ${checksum}\n\n`);
        stdout.write(`${tableText(HEAD, days.map(cells))}\n`);
        for (const { day, edited: what } of days)
          if (what !== undefined) stderr.write(`${plainText(`edited: ${day}: ${what}`)}\n`);
        for (const id of ids.slice(0, SHOWN)) stderr.write(`missing: ${plainText(id)}\n`);
        if (ids.length > SHOWN) stderr.write(`and ${count(ids.length - SHOWN)} more: --json names them all\n`);
      });
    }
  } finally {
    await store.close();
  }
  if (json) stdout.write(`${jsonText(reports, 2)}\n`);
  if (missing === 0 && edited === 0) {
    if (!json) stdout.write("\nNone is missing: everything in Heroku's archive is here.\n");
    return EXIT.ok;
  }
  if (missing > 0) {
    stderr.write(`${counted(missing, 'event')} of the archive ${missing === 1 ? 'is' : 'are'} not here.\n`);
    stderr.write(`Bring them in with: heroku-audit-trail backfill --archive ${month}\n`);
  }
  if (edited > 0) {
    stderr.write(`The rows of ${counted(edited, 'day')} are not as they were written. Compare them with a backup.\n`);
  }
  return EXIT.bad;
}

const HEAD = ['DAY', 'ARCHIVE', 'HELD', 'MISSING', 'ONLY HERE', 'OTHER BYTES', 'ROWS', 'STATE', 'CHAIN'];

const cells = (found: ReconciledDay) => [
  found.day,
  count(found.archived),
  count(found.held),
  count(found.missing.length),
  count(found.onlyHere),
  count(found.otherBytes),
  count(found.rows),
  (found.edited === undefined ? found.state : 'EDITED') + (found.covered ? '' : ' (the archive has not all of it)'),
  found.chain,
];
