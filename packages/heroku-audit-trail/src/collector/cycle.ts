import type { SourceConfig } from '../config/sources';
import { addDays, dayOf, type Day } from '../model/days';
import { CollectorError, EXIT, explained } from '../errors';
import type { Source } from '../source/source';
import { herokuNow, type SourceRow } from '../store/sources';
import type { Store, Transaction } from '../store/store';
import { resolveAccount, isNameDue, noticeNewName } from './account';
import { noteUnread, pollDay } from './poll-day';
import { withRetries, type RetryOptions } from './retries';
import { refuseWrongTime, wrongTime } from './wrong-time';
import type { DayPoll } from './write-day';

export interface CycleEvents {
  polled?(poll: DayPoll): void;
  failed?(day: Day, error: Error, again: boolean): void;
  renamed?: (what: string) => void;
}

export interface CycleOptions extends RetryOptions {
  config: SourceConfig;
  source: Source;
  store: Store;
  events?: CycleEvents;
}

/** Reads every day that is due. A failed day does not stop the others, but a refusal does. @throws the first failure. */
export async function runCycle(options: CycleOptions): Promise<DayPoll[]> {
  const { config, source, store, signal, events } = options;
  const { name } = config;
  source.renew();
  const polls: DayPoll[] = [];
  let failure: Error | undefined;
  try {
    const row = await resolveAccount(options);
    const done = new Set<Day>();
    let known: Day | undefined;
    const dueBy = async (now: number): Promise<Day[]> => {
      const today = dayOf(now);
      if (known !== today) await refuseWrongTime(source, store);
      if (known !== today) await store.transaction((tx) => beginBefore(tx, row, today));
      known = today;
      return store.days.due(name, today, now);
    };
    for (;;) {
      // This machine's clock may be wrong. Until Heroku tells the time, we read the latest known day, which is always due.
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
        // An error of the disk concerns all days.
        if (signal.aborted || explained(error, store.folder) !== error) throw error;
        const { message } = error as Error;
        failure ??= error as Error;
        events?.failed?.(day, error as Error, false);
        await noteUnread(name, store, day, (await isTimeRight(options)) ? source.now() : herokuNow(row), message);
        // A refusal concerns all days. A defect may concern only this one.
        if (error instanceof CollectorError && error.exitCode !== EXIT.unavailable) break;
      }
    }
    if (!signal.aborted && isNameDue(row, source.now()))
      failure = (await noticeNewName(options, row, events?.renamed)) ?? failure;
  } catch (error) {
    failure ??= error as Error;
  }
  if (signal.aborted) return polls;
  await noteOutcome(options, failure);
  if (failure !== undefined) throw failure;
  return polls;
}

/** A first run with a wrong time may have begun after today. */
async function beginBefore({ days, sources }: Transaction, { name, firstDay }: SourceRow, today: Day): Promise<void> {
  const yesterday = addDays(today, -1);
  await sources.reachBackTo(name, yesterday);
  await days.ensureUntil(name, firstDay < yesterday ? firstDay : yesterday, today);
}

const isTimeRight = async ({ source, store }: CycleOptions) =>
  source.knowsTime() && (await wrongTime(source, store)) === undefined;

async function noteOutcome(options: CycleOptions, failure: Error | undefined): Promise<void> {
  const { source, store } = options;
  const { name } = options.config;
  const row = await store.sources.get(name);
  if (!row) return;
  const isRight = await isTimeRight(options);
  const now = isRight ? source.now() : herokuNow(row);
  const at = new Date(now).toISOString();
  const clockAheadMs = isRight ? source.skewMs() : row.clockAheadMs;
  const heard = { at, rateLeft: source.budget()?.remaining, clockAheadMs };
  await store.transaction(async ({ sources }) => {
    if (isRight) await sources.heardTime(name, now);
    if (failure === undefined) await sources.succeeded(name, heard);
    else await sources.failed(name, failure.message, heard);
  });
}

export const pollWithRetries = (options: CycleOptions, day: Day): Promise<DayPoll> =>
  withRetries(
    options,
    () => pollDay(options.source, options.store, day),
    (error) => options.events?.failed?.(day, error, true),
  );
