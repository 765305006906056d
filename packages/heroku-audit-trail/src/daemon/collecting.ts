import { runCycle, type CycleEvents } from '../collector/cycle';
import { clockWarning } from '../collector/wrong-time';
import type { DayPoll } from '../collector/write-day';
import type { SourceConfig } from '../config/sources';
import { idOf } from '../model/event';
import { sleep } from '../command-context';
import { sourceFor } from '../configured-source';
import { logOrThrow, type Running } from './running';

export async function collectFrom(sourceConfig: SourceConfig, running: Running): Promise<void> {
  const { config, store, log, metrics, troubles, ending, context } = running;
  const { name } = sourceConfig;
  const source = sourceFor(config, sourceConfig, ending, ({ reason, seconds }) =>
    log.info({ source: name, reason, seconds: Math.ceil(seconds) }, 'waiting for the rate limit'),
  );
  const events = eventsOf(name, running, () => source.now());
  let asked = 0;
  let isToldApart = false;
  try {
    while (!ending.aborted) {
      try {
        // `ending` does not abort when another source fails.
        const polls = await runCycle({ config: sourceConfig, source, store, signal: ending, sleep, events });
        if (!ending.aborted) troubles.source.recovered(name);
        const apart = clockWarning(source);
        if (apart !== undefined && !isToldApart) log.warn({ source: name }, apart);
        isToldApart = apart !== undefined;
        log.debug({ source: name, days: polls.length, rateLeft: source.budget()?.remaining }, 'cycle');
      } catch (error) {
        logOrThrow(error, running, { source: name });
      }
      const { requests } = source.counters();
      metrics.asked(name, requests - asked);
      asked = requests;
      await sleep(config.intervalSeconds * 1000 * (0.9 + 0.2 * Math.random()), ending);
    }
  } finally {
    source.close();
    if (context.signal.aborted) log.debug({ source: name }, 'source ended');
  }
}

function eventsOf(name: string, { log, metrics, newRows }: Running, now: () => number): CycleEvents {
  return {
    polled(poll) {
      metrics.polled(name, poll, now());
      const { day, listed, rows, truncated, leftOut, misplaced, gone, sealed } = poll;
      const facts = { source: name, day, listed, new: rows.length, misplaced: misplaced || undefined };
      log[truncated ? 'warn' : rows.length > 0 ? 'info' : 'debug'](
        { ...facts, ...(sealed && { sealed }), leftOut },
        truncated ? 'a day has more than was taken' : 'polled',
      );
      if (gone > 0) log.warn({ ...facts, gone }, 'most of a day is no longer listed');
      for (const edit of editsIn(poll)) log.warn({ source: name, day, ...edit.facts }, edit.what);
      if (rows.length > 0) newRows.announce();
    },
    renamed: (what) => log.warn({ source: name }, what),
    failed(day, error, again) {
      metrics.failed(name);
      log.warn({ source: name, day, error: error.message, again }, 'a day could not be read');
    },
  };
}

function editsIn({ rows }: DayPoll) {
  return rows.flatMap(({ fields: { key }, kind, revision }) => {
    if (kind === 'extended' || (kind === 'event' && revision === 0)) return [];
    return {
      facts: { id: idOf(key), revision, kind },
      what: kind === 'event' ? 'an event was changed' : 'an event vanished',
    };
  });
}
