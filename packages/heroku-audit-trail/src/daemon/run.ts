import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noAccount } from '../collector/account';
import { secretsOf, type Config } from '../config/config';
import { EXIT, explained, StoreLost, type ExitCode } from '../errors';
import { noteText } from '../store/note-text';
import { waitForCollectorStore } from '../store/open-store';
import type { Store } from '../store/store';
import { applyRetention } from '../apply-retention';
import { sleep, type CommandContext } from '../command-context';
import { collectFrom } from './collecting';
import { deliverTo } from './delivering';
import { createLog } from './log';
import { createMetrics } from './metrics';
import { notReady } from './ready';
import { createNewRows, type Running } from './running';
import { listen } from './server';
import { createTroubles } from './troubles';

const VERSION = (JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string })
  .version;
const REOPEN_MS = 1000;

/** Collects until the command is ended. With PostgreSQL, waits while another collector leads or the database is lost. */
export async function runDaemon(config: Config, context: CommandContext): Promise<ExitCode> {
  await refuseUnusable(config);
  const { signal } = context;
  const log = createLog(config.logLevel, context.stderr, secretsOf(config));
  const troubles = createTroubles();
  let store: Store | undefined;
  let leader: string | undefined;
  const metrics = createMetrics(() => store, VERSION);
  const standby = (who: string) => {
    leader = who;
    log.info({ leader: who }, 'standby: another collector is at work');
  };
  const open = () => waitForCollectorStore(config, { signal, sleep, standby });
  // If the folder cannot be used, the command ends before it listens.
  if (!config.store) store = await open();
  try {
    const server = await listen(config.listen, {
      standby: () => leader,
      notReady: async () =>
        store ? notReady(config, store, troubles) : leader ? [] : ['the database is not open yet'],
      metrics: metrics.text,
      contentType: metrics.contentType,
    });
    log.info({ version: VERSION, url: server.url, dataDir: config.dataDir, pid: process.pid }, 'started');
    try {
      while (!signal.aborted) {
        try {
          store ??= await open();
          leader = undefined;
          if (store) await lead({ config, store, log, metrics, troubles, context });
        } catch (error) {
          const known = explained(error, config.dataDir);
          if (!(known instanceof StoreLost)) throw known;
          log.error({ error: known.message, advice: known.advice }, 'the database is lost');
          await sleep(REOPEN_MS, signal);
        } finally {
          await store?.close();
          store = undefined;
        }
      }
    } finally {
      await server.close();
    }
    log.info('ended');
    return EXIT.ok;
  } finally {
    await store?.close();
  }
}

async function lead(given: Omit<Running, 'ending' | 'newRows'>): Promise<void> {
  const { config, store, log, context } = given;
  for (const note of store.found) log.warn(note, noteText(note));
  await store.transaction(({ sql }) => store.redaction.set(sql, config.redactAtRest));
  log.info('collecting');
  const fatal = new AbortController();
  const ending = AbortSignal.any([context.signal, fatal.signal]);
  const running: Running = { ...given, ending, newRows: createNewRows(ending) };
  const loops = [
    ...config.sources.map((source) => collectFrom(source, running)),
    ...config.sinks.map((sink) => deliverTo(sink, running)),
    removeEveryHour(running),
  ];
  try {
    await Promise.race([Promise.all(loops), store.lost ?? Promise.all(loops)]);
  } finally {
    fatal.abort();
    await Promise.allSettled(loops);
  }
}

const REMOVING_MS = 3_600_000;

async function removeEveryHour(running: Running): Promise<void> {
  const { config, store, log, ending } = running;
  while (!ending.aborted) {
    try {
      for (const line of await applyRetention(config, store)) log.info(line);
    } catch (error) {
      if (error instanceof StoreLost) throw error;
      log.error({ error: (error as Error).message }, 'retention failed');
    }
    await sleep(REMOVING_MS, ending);
  }
}

/** A secret that is missing at the start is an error. Later, it may be missing for a moment while it is replaced. */
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
