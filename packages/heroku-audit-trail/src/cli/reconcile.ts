import { plainText } from '@j1-integrations/provider-http';
import { count, counted, jsonText, mebibytes, startProgress, tableText } from '@j1-integrations/terminal';
import { withArchive } from '../collector/archive-file';
import { isComplete } from '../collector/readable-entries';
import { compareArchive, noteVerdict, verifyDays, type Compared, type ReconciledDay } from '../collector/reconcile';
import type { Config } from '../config/config';
import { EXIT, mostSerious, type ExitCode } from '../errors';
import { heardNow } from '../store/sources';
import { secondWriterStore } from '../store/open-store';
import { forEachSource, withSource, type FailedSource } from './chosen-sources';
import { sleep, type CommandContext } from '../command-context';

const SHOWN = 20;

interface Found {
  missing: number;
  edited: number;
  unreadable: number;
  cut: boolean;
  failed: FailedSource[];
}

export async function reconcile(
  config: Config,
  month: string,
  { source: name, json }: { source?: string; json: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, signal } = context;
  const store = await secondWriterStore(config);
  const reports: object[] = [];
  const all: Found = { missing: 0, edited: 0, unreadable: 0, cut: false, failed: [] };
  try {
    all.failed = await forEachSource(config, name, context, (sourceConfig) =>
      withSource(config, sourceConfig, context, async (source) => {
        const known = await store.sources.get(sourceConfig.name);
        if (known && known.configured === sourceConfig.account) source.follow(known.accountId, heardNow(known));
        const archive = await source.archive(month);
        const progress = startProgress(context);
        const onBytes = (bytes: number, size: number) =>
          progress.show(`${sourceConfig.name} ${month}: ${mebibytes(bytes)} of ${mebibytes(size)}`);
        const compared = await withArchive({ source, archive, folder: store.folder, signal, sleep, onBytes }, (file) =>
          compareArchive(store, sourceConfig.name, archive, file),
        );
        progress.end();
        const { days, unreadable } = compared;
        await verifyDays(store, sourceConfig.name, days);
        await noteVerdict(store, sourceConfig.name, archive, compared, source.now());
        const missing = days.reduce((sum, day) => sum + day.missing.length, 0);
        all.missing += missing;
        all.edited += days.filter(({ edited }) => edited !== undefined).length;
        all.unreadable += unreadable.count;
        all.cut ||= unreadable.cut !== undefined;
        const { checksum, createdAt } = archive;
        const { count: unreadableEntries, entries, cut } = unreadable;
        reports.push({
          ...{ source: sourceConfig.name, month, checksum, createdAt, missing, complete: isComplete(unreadable) },
          ...{ unreadableEntries, unreadable: entries, cut, days },
        });
        if (json) return;
        stdout.write(`${sourceConfig.name} ${month}, archive of ${createdAt}, SHA-256 ${checksum}\n\n`);
        describe(compared, context);
      }),
    );
  } finally {
    await store.close();
  }
  for (const { source, error } of all.failed) reports.push({ source, month, complete: false, error: error.message });
  if (json) stdout.write(`${jsonText(reports, 2)}\n`);
  return verdict(all, month, json, context);
}

function describe({ days, unreadable }: Compared, { stdout, stderr }: CommandContext): void {
  stdout.write(`${tableText(HEAD, days.map(cells))}\n`);
  for (const { day, edited: what } of days)
    if (what !== undefined) stderr.write(`${plainText(`edited: ${day}: ${what}`)}\n`);
  const ids = days.flatMap((day) => day.missing);
  for (const id of ids.slice(0, SHOWN)) stderr.write(`missing: ${plainText(id)}\n`);
  if (ids.length > SHOWN) stderr.write(`and ${count(ids.length - SHOWN)} more: --json lists them all\n`);
  for (const { place, bytes, why, id } of unreadable.entries.slice(0, SHOWN)) {
    const which = id === undefined ? '' : `, with the id ${id}`;
    stderr.write(`unreadable: entry ${count(place)} (${counted(bytes, 'byte')}${which}): ${why}\n`);
  }
  if (unreadable.count > SHOWN) stderr.write(`and ${count(unreadable.count - SHOWN)} more unreadable entries\n`);
  if (unreadable.cut !== undefined) stderr.write(`${plainText(unreadable.cut)} The rest was not compared.\n`);
}

function verdict(
  { missing, edited, unreadable, cut, failed }: Found,
  month: string,
  json: boolean,
  { stdout, stderr }: CommandContext,
): ExitCode {
  const isWhole = unreadable === 0 && !cut;
  if (missing === 0 && edited === 0 && isWhole && failed.length === 0) {
    if (!json) stdout.write("\nNo event is missing: the table has everything in Heroku's archive.\n");
    return EXIT.ok;
  }
  if (!isWhole) {
    const what = unreadable > 0 ? counted(unreadable, 'entry', 'entries') : 'A part';
    stderr.write(`${what} of the archive could not be read, so the comparison is not complete.`);
    stderr.write(
      `${missing === 0 ? ' Every entry that could be read is in the table.' : ''} No day of an archive with unreadable entries was marked as reconciled.\n`,
    );
  }
  if (missing > 0) {
    stderr.write(`${counted(missing, 'event')} of the archive ${missing === 1 ? 'is' : 'are'} not in the table.\n`);
    stderr.write(`To add them: heroku-audit-trail backfill --archive ${month}\n`);
  }
  if (edited > 0) {
    stderr.write(`The rows of ${counted(edited, 'day')} are not as they were written. Compare them with a backup.\n`);
  }
  if (missing > 0 || edited > 0) return EXIT.bad;
  return mostSerious(new Set([EXIT.unavailable, ...failed.map(({ error }) => error.exitCode)]));
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
  (found.edited === undefined ? found.state : 'EDITED') + (found.covered ? '' : ' (only in part in the archive)'),
  found.chain,
];
