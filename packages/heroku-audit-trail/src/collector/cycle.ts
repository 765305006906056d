import type { SourceConfig } from '../config/sources';
import { addDays, dayOf, type Day } from '../model/days';
import { CollectorError, EXIT, explained } from '../errors';
import { retryAfterMs, type Source } from '../source/source';
import { herokuNow, type SourceRow } from '../store/sources';
import type { Store } from '../store/store';
import { noteUnread, pollDay } from './poll-day';
import type { DayPoll } from './write-day';

export interface CycleEvents {
  polled?(poll: DayPoll): void;
  failed?(day: Day, error: Error, again: boolean): void;
}

export interface CycleOptions {
  config: SourceConfig;
  source: Source;
  store: Store;
  signal: AbortSignal;
  events?: CycleEvents;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Reads every day that is due. One that cannot be read does not keep the others from being read; a refusal would meet all.
 *
 * @throws CollectorError: the first failure.
 */
export async function runCycle(options: CycleOptions): Promise<DayPoll[]> {
  const { config, source, store, signal, events } = options;
  const { name } = config;
  source.renew();
  const polls: DayPoll[] = [];
  let failure: Error | undefined;
  try {
    const row = await accountOf(options);
    const done = new Set<Day>();
    let known: Day | undefined;
    const dueBy = async (now: number): Promise<Day[]> => {
      const today = dayOf(now);
      if (known !== today) await store.transaction(({ days }) => days.ensureUntil(name, row.firstDay, today));
      known = today;
      return store.days.due(name, today, now);
    };
    for (;;) {
      // Heroku's clock says what today is, and our own may be wrong by years. Before Heroku has answered, the latest known day is
      // read, which is due in any case.
      const latest = source.knowsTime() ? undefined : await store.days.latest(name);
      if (latest !== undefined && done.has(latest)) break;
      const day = latest ?? (await dueBy(source.now())).find((due) => !done.has(due));
      if (day === undefined || signal.aborted) break;
      done.add(day);
      try {
        const poll = await pollWithRetries(options, day);
        polls.push(poll);
        events?.polled?.(poll);
      } catch (error) {
        // The disk is the same for all days.
        if (signal.aborted || explained(error, store.folder) !== error) throw error;
        const { message } = error as Error;
        failure ??= error as Error;
        events?.failed?.(day, error as Error, false);
        await noteUnread(name, store, day, source.knowsTime() ? source.now() : herokuNow(row), message);
        // A refusal meets every day; a defect may be of one day.
        if (error instanceof CollectorError && error.exitCode !== EXIT.unavailable) break;
      }
    }
  } catch (error) {
    failure ??= error as Error;
  }
  if (signal.aborted) return polls;
  await noteOutcome(options, failure);
  if (failure !== undefined) throw failure;
  return polls;
}

async function noteOutcome(
  { config: { name }, source, store }: CycleOptions,
  failure: Error | undefined,
): Promise<void> {
  const row = await store.sources.get(name);
  const now = source.knowsTime() || !row ? source.now() : herokuNow(row);
  const at = new Date(now).toISOString();
  const heard = { at, rateLeft: source.budget()?.remaining, clockAheadMs: source.skewMs() };
  await store.transaction(async ({ sources }) => {
    if (source.knowsTime()) await sources.heardTime(name, now);
    if (failure === undefined) await sources.succeeded(name, heard);
    else await sources.failed(name, failure.message, heard);
  });
}

/** The transport has retried up to the headers. A body that breaks off is read again from its beginning. */
export async function pollWithRetries(
  { source, store, signal, events, sleep }: CycleOptions,
  day: Day,
): Promise<DayPoll> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pollDay(source, store, day);
    } catch (error) {
      const waitMs = retryAfterMs(error, attempt);
      if (waitMs === undefined || signal.aborted) throw error;
      events?.failed?.(day, error as Error, true);
      await sleep(waitMs, signal);
    }
  }
}

/** @throws CollectorError where the name was that of another account. */
export async function accountOf({ config, source, store }: CycleOptions): Promise<SourceRow> {
  const { name, account, since, others } = config;
  const known = await store.sources.get(name);
  if (account === undefined) throw noAccount();
  if (!known) {
    const found = await source.account();
    const yesterday = addDays(dayOf(source.now()), -1);
    const first = since !== undefined && since < yesterday ? since : yesterday;
    await store.transaction(({ sources }) => sources.make(name, account, found, first));
  } else if (known.configured !== account) {
    const found = await source.account();
    if (found.id !== known.accountId) {
      throw new CollectorError(
        EXIT.config,
        `The log has events of the enterprise account ${known.accountName} (${known.accountId}) from the source "${name}", ` +
          `which is now to be ${found.name} (${found.id}).`,
        'Give the other account a source of its own, or a folder of its own.',
      );
    }
    await store.transaction(({ sources }) => sources.renamed(name, account, found.name));
  }
  if (since !== undefined) await store.transaction(({ sources }) => sources.reachBackTo(name, since));
  const rows = await store.sources.all();
  const row = rows.find((one) => one.name === name)!;
  const twin = rows.find((other) => others.includes(other.name) && other.accountId === row.accountId);
  if (!twin) return row;
  throw new CollectorError(
    EXIT.config,
    `The sources "${twin.name}" and "${name}" are the same enterprise account, ${row.accountName} (${row.accountId}).`,
    'Every event would be delivered twice: leave one of them in the configuration.',
  );
}

export const noAccount = () =>
  new CollectorError(
    EXIT.config,
    'No enterprise account is named.',
    'Set HEROKU_ENTERPRISE_ACCOUNT or --account; heroku-audit-trail check lists those that the token sees.',
  );
