import { count, counted, megabytes, startProgress } from '@j1-integrations/terminal';
import { withArchive } from '../collector/archive-file';
import { importArchive } from '../collector/backfill';
import { accountOf, pollWithRetries } from '../collector/cycle';
import type { Config, SourceConfig } from '../config/config';
import { dayOf, daysBetween, type Day } from '../days';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { openCollectorStore, type Store } from '../store/store';
import { chosenSources, withSource } from './sources';
import { sleep, type Surroundings } from './surroundings';

export interface BackfillOptions {
  source?: string;
  from?: Day;
  to?: Day;
  archive?: string;
}

/** Brings in what was before the collector: day by day, or a month's archive. Sinks get it with the next collect. */
export async function backfill(config: Config, options: BackfillOptions, around: Surroundings): Promise<ExitCode> {
  const { from, to, archive } = options;
  if ((archive === undefined) === (from === undefined)) {
    throw new CollectorError(EXIT.usage, 'Name either --from (and --to), or --archive with a month such as 2026-05.');
  }
  const store = openCollectorStore(config.dataDir);
  try {
    for (const source of chosenSources(config, options.source)) {
      if (archive !== undefined) await fromArchive(config, source, store, archive, around);
      else await fromDays(config, source, store, from!, to, around);
    }
  } finally {
    store.close();
  }
  around.stderr.write('Sinks get what is new with the next collect.\n');
  return around.signal.aborted ? EXIT.temporary : EXIT.ok;
}

async function fromDays(
  config: Config,
  sourceConfig: SourceConfig,
  store: Store,
  from: Day,
  to: Day | undefined,
  around: Surroundings,
): Promise<void> {
  const { name } = sourceConfig;
  await withSource(config, sourceConfig, around, async (source) => {
    const options = { config: sourceConfig, source, store, signal: around.signal, sleep };
    await accountOf(options);
    const last = to ?? dayOf(source.now());
    if (last < from || last > dayOf(source.now())) {
      throw new CollectorError(EXIT.usage, `--to is ${last}. Allowed: a day from ${from} to today, in UTC.`);
    }
    const days = daysBetween(from, last);
    // Known from now on: what is not read now is a gap, and read by the next collect.
    store.transaction(() => store.days.ensure(name, from, last));
    const progress = startProgress(around);
    let added = 0;
    let empty = 0;
    for (const [i, day] of days.entries()) {
      if (around.signal.aborted) break;
      // The waits for the rate limit are bounded for each day, not for all of them.
      source.renew();
      const { rows, listed } = await pollWithRetries(options, day);
      added += rows.length;
      if (listed === 0) empty += 1;
      progress.show(`${name} ${day}: ${i + 1} of ${counted(days.length, 'day')}, ${counted(added, 'new event')}`);
    }
    progress.end();
    const note =
      empty > 0 ? ` Heroku listed nothing for ${counted(empty, 'day')}: reconcile says whether that is true.` : '';
    around.stderr.write(`${name}: ${counted(added, 'new event')} in ${counted(days.length, 'day')}.${note}\n`);
  });
}

async function fromArchive(
  config: Config,
  sourceConfig: SourceConfig,
  store: Store,
  month: string,
  around: Surroundings,
): Promise<void> {
  const { name } = sourceConfig;
  await withSource(config, sourceConfig, around, async (source) => {
    await accountOf({ config: sourceConfig, source, store, signal: around.signal, sleep });
    const archive = await source.archive(month);
    const progress = startProgress(around);
    const onBytes = (bytes: number, size: number) =>
      progress.show(`${name} ${month}: ${megabytes(bytes)} of ${megabytes(size)}`);
    const { signal } = around;
    const imported = await withArchive({ source, archive, folder: store.folder, signal, sleep, onBytes }, (file) =>
      importArchive(store, name, archive, file, source.now(), ({ entries, added }) =>
        progress.show(`${name} ${month}: ${counted(entries, 'entry read', 'entries read')}, ${count(added)} new`),
      ),
    );
    progress.end();
    const { entries, added, same, otherBytes } = imported;
    around.stderr.write(
      `${name} ${month}: checksum right, ${counted(entries, 'entry', 'entries')}: ${count(added)} new, ` +
        `${count(same + otherBytes)} known (${count(otherBytes)} in other bytes).\n`,
    );
  });
}
