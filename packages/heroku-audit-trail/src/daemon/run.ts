import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noAccount } from '../collector/cycle';
import type { Config } from '../config/config';
import { EXIT, type ExitCode } from '../errors';
import { lineOfNote } from '../store/notes';
import { openCollectorStore } from '../store/store';
import { secretsOf, type Surroundings } from '../surroundings';
import { collectFrom } from './collecting';
import { deliverTo } from './delivering';
import { createLog } from './log';
import { createMetrics } from './metrics';
import { notReady } from './ready';
import { createNews, type Running } from './running';
import { listen } from './server';
import { createTroubles } from './troubles';

const VERSION = (JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string })
  .version;
/** Collects until it is told to end: each source and each sink at its own pace, none waiting for another. */
export async function runDaemon(config: Config, around: Surroundings): Promise<ExitCode> {
  await refuseUnusable(config);
  const log = createLog(config.logLevel, around.stderr, secretsOf(config));
  const store = await openCollectorStore(config.dataDir, config.readableBy);
  for (const note of store.found) log.warn(note, lineOfNote(note));
  const fatal = new AbortController();
  const ending = AbortSignal.any([around.signal, fatal.signal]);
  const metrics = createMetrics(store, VERSION);
  const troubles = createTroubles();
  const running: Running = { config, store, log, metrics, troubles, around, ending, news: createNews(ending) };
  const pages = {
    notReady: () => notReady(config, store, troubles),
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
