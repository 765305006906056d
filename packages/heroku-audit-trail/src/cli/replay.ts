import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { counted, startProgress } from '@j1-integrations/terminal';
import { formatFrom, type Config, type SinkConfig } from '../config/config';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { createSink } from '../sinks/create';
import { ndjsonSink } from '../sinks/ndjson';
import { TooLarge, type Sink } from '../sinks/sink';
import type { LogRow } from '../store/sinks';
import { openCollectorStore, type Store } from '../store/store';
import type { Surroundings } from './surroundings';

export interface ReplayOptions {
  sink: string;
  /** A new folder, for files. */
  to?: string;
  format?: string;
  source?: string;
  since?: string;
  until?: string;
}

/** Delivers the log once more, or some of it. What the sink has acknowledged stays as it is. */
export async function replay(config: Config, options: ReplayOptions, around: Surroundings): Promise<ExitCode> {
  const store = openCollectorStore(config.dataDir);
  const written = new Map<string, number>();
  const progress = startProgress(around);
  // Another run is another delivery, also where it has the same rows: the receiver may have lost them since.
  const run = `replay-${randomUUID()}`;
  let sink: Sink | undefined;
  let rows = 0;
  try {
    sink = sinkFor(config, options, store, written, around);
    for (const batch of batchesOf(store, sink, options)) {
      if (around.signal.aborted) break;
      const sizes = await deliver(sink, `${store.instance}-${sink.name}-${run}`, batch, around.signal);
      for (const [file, size] of sizes) written.set(file, size);
      rows += batch.length;
      progress.show(`${counted(rows, 'row')} delivered again`);
    }
  } finally {
    progress.end();
    await sink?.close();
    store.close();
  }
  around.stderr.write(`${counted(rows, 'row')} delivered again to ${options.to ?? sink.name}.\n`);
  return around.signal.aborted ? EXIT.temporary : EXIT.ok;
}

/** Smaller batches where the receiver wants less at once. `run` and the rows make the name of a batch. */
async function deliver(
  sink: Sink,
  run: string,
  rows: LogRow[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const [first, last] = [rows[0].seq, rows[rows.length - 1].seq];
  try {
    return await sink.deliver({ id: `${run}-${first}-${last}`, rows, end: last }, signal);
  } catch (error) {
    if (!(error instanceof TooLarge) || rows.length === 1) throw error;
    const half = Math.ceil(rows.length / 2);
    const before = await deliver(sink, run, rows.slice(0, half), signal);
    return new Map([...before, ...(await deliver(sink, run, rows.slice(half), signal))]);
  }
}

function sinkFor(
  config: Config,
  { sink: name, to, format }: ReplayOptions,
  store: Store,
  written: ReadonlyMap<string, number>,
  { stdout }: Surroundings,
): Sink {
  const known: SinkConfig[] = [...config.sinks];
  for (const type of ['ndjson', 'stdout'] as const) {
    if (!known.some((sink) => sink.name === type)) known.push({ name: type, type, format: 'raw' });
  }
  const found = known.find((sink) => sink.name === name);
  if (!found) {
    const allowed = known.map((sink) => sink.name).join(', ');
    throw new CollectorError(EXIT.usage, `--sink is "${name}". Allowed: ${allowed}.`);
  }
  const chosen = format === undefined ? found : { ...found, format: formatFrom(format) };
  if (chosen.type !== 'ndjson') {
    if (to !== undefined) throw new CollectorError(EXIT.usage, `--to is for files, and "${name}" is a ${chosen.type}.`);
    return createSink(chosen, store, stdout);
  }
  if (to === undefined)
    throw new CollectorError(EXIT.usage, 'Files need --to, a new folder: the live ones stay as they are.');
  const folder = resolve(to);
  const inside = relative(store.folder, folder);
  if (!inside.startsWith('..')) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}. Allowed: a folder outside of ${store.folder}.`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}, which is not empty. Allowed: a new folder.`);
  }
  const committed = (file: string) => written.get(file) ?? 0;
  return ndjsonSink({ name, folder, format: chosen.format, committed, repair: 'Replay into another folder.' });
}

function* batchesOf(store: Store, sink: Sink, { source, since, until }: ReplayOptions): Generator<LogRow[]> {
  const last = store.sinks.lastSeq();
  for (let after = 0; after < last;) {
    const end = Math.min(last, after + sink.rows);
    const rows = [...store.sinks.rowsBetween(after, end)].filter((row) => {
      const at = row.created_at ?? row.first_seen;
      return (!source || row.source === source) && (!since || at >= since) && (!until || at < until);
    });
    after = end;
    if (rows.length > 0) yield rows;
  }
}
