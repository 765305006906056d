import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noAccount, runCycle } from '../collector/cycle';
import { lineOfNote } from '../store/notes';
import { secretsOf, sleep, sourceFor, type Surroundings } from '../surroundings';
import type { Config } from '../config/config';
import type { SinkConfig } from '../config/sinks';
import type { SourceConfig } from '../config/sources';
import { CollectorError, EXIT, explained, type ExitCode } from '../errors';
import { createSink } from '../sinks/create';
import { drain } from '../sinks/deliver';
import { ReceiverWaits } from '../sinks/sink';
import { openCollectorStore, type Store } from '../store/store';
import { createLog, type Logger } from './log';
import { createMetrics, type Metrics } from './metrics';
import { notReady } from './ready';
import { listen } from './server';

interface Running {
  config: Config;
  store: Store;
  log: Logger;
  metrics: Metrics;
  around: Surroundings;
  /** Aborts when the command is to end, or something is wrong that no waiting mends. */
  ending: AbortSignal;
  /** Resolves when there are new rows, or after so long. */
  news: { tell(): void; wait(ms: number): Promise<void> };
}

const VERSION = (JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string })
  .version;
/** A sink that is down is tried again after this long at most. */
const LONGEST_BACKOFF_MS = 300_000;

/** Collects until it is told to end: each source and each sink at its own pace, none waiting for another. */
export async function runDaemon(config: Config, around: Surroundings): Promise<ExitCode> {
  await refuseUnusable(config);
  const log = createLog(config.logLevel, around.stderr, secretsOf(config));
  const store = await openCollectorStore(config.dataDir, config.readableBy);
  for (const note of store.found) log.warn(note, lineOfNote(note));
  const fatal = new AbortController();
  const ending = AbortSignal.any([around.signal, fatal.signal]);
  const metrics = createMetrics(store, VERSION);
  const running: Running = { config, store, log, metrics, around, ending, news: createNews(ending) };
  const pages = {
    notReady: () => notReady(config, store),
    metrics: metrics.text,
    contentType: metrics.contentType,
  };
  try {
    await store.transaction(({ sql }) => store.redaction.set(sql, config.redactAtRest));
    const server = await listen(config.listen, pages);
    log.info({ version: VERSION, url: server.url, dataDir: config.dataDir, pid: process.pid }, 'collecting');
    const loops = [
      ...config.sources.map((source) => collectFrom(source, running)),
      ...config.sinks.map((sink) => deliverTo(sink, running)),
    ];
    try {
      await Promise.all(loops);
    } finally {
      // What one of them could not go on with is no use to the others.
      fatal.abort();
      await Promise.allSettled(loops);
      await server.close();
    }
    log.info('ended');
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/**
 * What lacks from the beginning will not come by waiting. A secret that is replaced while the daemon runs may lack for
 * a moment, which ends nothing.
 */
async function refuseUnusable({ sources, sinks }: Config): Promise<void> {
  for (const { account, token } of sources) {
    if (account === undefined) throw noAccount();
    await token.read();
  }
  for (const sink of sinks) {
    if ('secret' in sink) await sink.secret?.read();
    if ('headers' in sink) await sink.headers.read();
  }
}

async function collectFrom(sourceConfig: SourceConfig, running: Running): Promise<void> {
  const { config, store, log, metrics, ending, news, around } = running;
  const { name } = sourceConfig;
  const source = sourceFor(config, sourceConfig, ending, ({ reason, seconds }) =>
    log.info({ source: name, reason, seconds: Math.ceil(seconds) }, 'waiting for the rate limit'),
  );
  // The command's own signal is what ends it; another source's failure must not look like an interruption.
  let asked = 0;
  try {
    while (!ending.aborted) {
      try {
        const polls = await runCycle({
          config: sourceConfig,
          source,
          store,
          signal: ending,
          sleep,
          events: {
            polled(poll) {
              metrics.polled(name, poll, source.now());
              const { day, listed, rows, truncated, leftOut, misplaced, gone, sealed } = poll;
              const facts = { source: name, day, listed, new: rows.length, misplaced: misplaced || undefined };
              log[truncated ? 'warn' : rows.length > 0 ? 'info' : 'debug'](
                { ...facts, ...(sealed && { sealed }), leftOut },
                truncated ? 'a day has more than was taken' : 'polled',
              );
              if (gone > 0) log.warn({ ...facts, gone }, 'most of a day is no longer listed');
              for (const { fields, kind, revision } of rows) {
                if (kind === 'extended' || (kind === 'event' && revision === 0)) continue;
                const id = Buffer.isBuffer(fields.key) ? fields.key.toString('hex') : fields.key;
                log.warn(
                  { source: name, day, id, revision, kind },
                  kind === 'event' ? 'an event was changed' : 'an event vanished',
                );
              }
              if (rows.length > 0) news.tell();
            },
            failed(day, error, again) {
              metrics.failed(name);
              log.warn({ source: name, day, error: error.message, again }, 'a day could not be read');
            },
          },
        });
        log.debug({ source: name, days: polls.length, rateLeft: source.budget()?.remaining }, 'cycle');
      } catch (error) {
        tellOrThrow(error, running, { source: name });
      }
      const { requests } = source.counters();
      metrics.asked(name, requests - asked);
      asked = requests;
      await sleep(config.intervalSeconds * 1000 * (0.9 + 0.2 * Math.random()), ending);
    }
  } finally {
    source.close();
    if (around.signal.aborted) log.debug({ source: name }, 'source ended');
  }
}

async function deliverTo(sinkConfig: SinkConfig, running: Running): Promise<void> {
  const { store, log, metrics, ending, news, around } = running;
  const sink = createSink(sinkConfig, store, around.stdout);
  let failures = 0;
  try {
    while (!ending.aborted) {
      try {
        await drain(sink, store, ending, {
          delivered(rows) {
            failures = 0;
            metrics.delivered(sink.name, rows);
            log.debug({ sink: sink.name, rows }, 'delivered');
          },
          noticed: (words) => log.warn({ sink: sink.name, words }, 'the receiver took a batch, and says something'),
          parked: (row) => log.error({ sink: sink.name, ...row }, 'a row was refused, and is parked'),
        });
        await news.wait(60_000);
      } catch (error) {
        if (ending.aborted) break;
        failures += 1;
        metrics.notDelivered(sink.name);
        const backoffMs = Math.min(LONGEST_BACKOFF_MS, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
        const waitMs = error instanceof ReceiverWaits ? Math.max(error.waitMs, backoffMs) : backoffMs;
        const { message } = explained(error, store.folder) as Error;
        tellOrThrow(error, running, { sink: sink.name, failures, waitMs: Math.round(waitMs) });
        await noteFailure(running, sink.name, message);
        await sleep(waitMs, ending);
      }
    }
  } finally {
    await sink.close();
  }
}

/**
 * What one source or one sink met is told, and the others go on: also an error of ours, because an event may be the
 * reason, and would be so again after a new start. A damaged database ends everything.
 */
function tellOrThrow(error: unknown, { log, store, ending }: Running, facts: object): void {
  if (ending.aborted) return;
  const known = explained(error, store.folder);
  const isDamaged = known !== error && (known as CollectorError).exitCode === EXIT.config;
  if (isDamaged) throw known;
  const what = 'sink' in facts ? 'not delivered' : 'not collected';
  if (known instanceof CollectorError) {
    log.error({ ...facts, error: known.message, advice: known.advice }, what);
  } else {
    log.error({ ...facts, error: `a defect: ${String(error)}`, stack: (error as Error | undefined)?.stack }, what);
  }
}

async function noteFailure({ store, log }: Running, sink: string, message: string): Promise<void> {
  try {
    await store.transaction(({ sinks }) => sinks.fail(sink, new Date().toISOString(), message));
  } catch (error) {
    // On a full disk not even that can be written.
    log.warn({ sink, error: (error as Error).message }, 'the failure could not be stored');
  }
}

function createNews(ending: AbortSignal): Running['news'] {
  let waiting: AbortController[] = [];
  return {
    tell() {
      for (const one of waiting.splice(0)) one.abort();
    },
    async wait(ms) {
      const told = new AbortController();
      waiting.push(told);
      await sleep(ms, AbortSignal.any([told.signal, ending]));
      waiting = waiting.filter((one) => one !== told);
    },
  };
}
