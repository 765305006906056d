import { plainText } from '@j1-integrations/provider-http';
import { count, counted, mebibytes, startProgress } from '@j1-integrations/terminal';
import { withArchive } from '../collector/archive-file';
import { importArchive } from '../collector/backfill';
import { backfillDays, type BackfilledDays } from '../collector/backfill-days';
import { resolveAccount } from '../collector/account';
import type { Config } from '../config/config';
import type { SourceConfig } from '../config/sources';
import { dayOf, daysBetween, type Day } from '../model/days';
import { CollectorError, EXIT, mostSerious, type ExitCode } from '../errors';
import type { Source } from '../source/source';
import { collectorStore } from '../store/open-store';
import type { Store } from '../store/store';
import { forEachSource, withSource } from './chosen-sources';
import { sleep, type CommandContext } from '../command-context';

export interface BackfillOptions {
  source?: string;
  from?: Day;
  to?: Day;
  archive?: string;
}

export async function backfill(config: Config, options: BackfillOptions, context: CommandContext): Promise<ExitCode> {
  const { from, to, archive } = options;
  if ((archive === undefined) === (from === undefined)) {
    throw new CollectorError(EXIT.usage, 'Name either --from (and --to), or --archive with a month such as 2026-05.');
  }
  const store = await collectorStore(config);
  const codes = new Set<ExitCode>();
  try {
    await store.transaction(({ sql }) => store.redaction.set(sql, config.redactAtRest));
    const failed = await forEachSource(config, options.source, context, async (source) => {
      if (archive !== undefined) await fromArchive(config, source, store, archive, context);
      else if ((await fromDays(config, source, store, from!, to, context)) > 0) codes.add(EXIT.unavailable);
    });
    for (const { error } of failed) codes.add(error.exitCode);
  } finally {
    await store.close();
  }
  context.stderr.write('The next collect delivers the new events.\n');
  return context.signal.aborted ? EXIT.temporary : mostSerious(codes);
}

async function fromDays(
  config: Config,
  sourceConfig: SourceConfig,
  store: Store,
  from: Day,
  to: Day | undefined,
  context: CommandContext,
): Promise<number> {
  const { name } = sourceConfig;
  const { signal, stderr } = context;
  let left = 0;
  const read = async (source: Source) => {
    const progress = startProgress(context);
    const events = {
      failed(day: Day, error: Error, again: boolean) {
        progress.end();
        stderr.write(`${plainText(`${name} ${day}: ${error.message}`)}${again ? ' (asked again)' : ''}\n`);
      },
    };
    const options = { config: sourceConfig, source, store, signal, sleep, events };
    await resolveAccount(options);
    const last = to ?? dayOf(source.now());
    if (last < from || last > dayOf(source.now())) {
      throw new CollectorError(EXIT.usage, `--to is ${last}. Allowed: a day from ${from} to today, in UTC.`);
    }
    const removed = new Set((await store.days.all(name)).flatMap(({ day, removedAt }) => (removedAt ? [day] : [])));
    const days = daysBetween(from, last).filter((day) => !removed.has(day));
    // A day that cannot be read now is a gap, and the next collect reads it.
    await store.transaction(({ days: rows }) => rows.ensure(name, from, last));
    left = days.length;
    const found = await backfillDays(options, days, (number, { added }) => {
      left = days.length - number;
      progress.show(`${name}: ${number} of ${counted(days.length, 'day')}, ${counted(added, 'new event')}`);
    });
    progress.end();
    stderr.write(`${name}: ${counted(found.added, 'new event')} in ${counted(days.length - left, 'day')}.\n`);
    for (const line of adviceOn(found)) stderr.write(`${name}: ${line}\n`);
    return found.unread.length;
  };
  return withSource(config, sourceConfig, context, read, () => left);
}

function adviceOn({ empty, unread, cut }: BackfilledDays): string[] {
  const months = [...new Set([...empty, ...unread, ...cut.map(({ day }) => day)].map((day) => day.slice(0, 7)))].sort();
  return [
    ...cut.map(({ day, why }) => `${day} is a gap: the answer ${why}.`),
    ...(empty.length > 0 ? [`Heroku listed nothing for ${counted(empty.length, 'day')}: ${spanOf(empty)}.`] : []),
    ...(unread.length > 0
      ? [`${counted(unread.length, 'day')} could not be read: ${spanOf(unread)}. The next collect asks for them again.`]
      : []),
    ...(months.length > 0
      ? [
          `Heroku's archives have what it no longer lists. To add a month: heroku-audit-trail backfill --archive ` +
            `${months[0]}${months.length > 1 ? `  (and so on, to ${months.at(-1)})` : ''}`,
        ]
      : []),
  ];
}

const spanOf = (days: readonly Day[]) => (days.length <= 4 ? days.join(', ') : `from ${days[0]} to ${days.at(-1)}`);

async function fromArchive(
  config: Config,
  sourceConfig: SourceConfig,
  store: Store,
  month: string,
  context: CommandContext,
): Promise<void> {
  const { name } = sourceConfig;
  await withSource(config, sourceConfig, context, async (source) => {
    await resolveAccount({ config: sourceConfig, source, store });
    const archive = await source.archive(month);
    const progress = startProgress(context);
    const onBytes = (bytes: number, size: number) =>
      progress.show(`${name} ${month}: ${mebibytes(bytes)} of ${mebibytes(size)}`);
    const { signal } = context;
    const imported = await withArchive({ source, archive, folder: store.folder, signal, sleep, onBytes }, (file) =>
      importArchive(store, name, archive, file, source.now(), ({ entries, added }) =>
        progress.show(`${name} ${month}: ${counted(entries, 'entry read', 'entries read')}, ${count(added)} new`),
      ),
    );
    progress.end();
    const { entries, added, ofRemovedDays, same, otherBytes } = imported;
    context.stderr.write(
      `${name} ${month}: checksum right, ${counted(entries, 'entry', 'entries')}: ${count(added)} new, ` +
        `${count(same + otherBytes)} known (${count(otherBytes)} in other bytes)` +
        `${ofRemovedDays > 0 ? `, ${count(ofRemovedDays)} of days that were removed` : ''}.\n`,
    );
  });
}
