import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { plainText, shown } from '@j1-integrations/provider-http';
import { counted, startProgress } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { formatFrom, ndjsonFrom, type SinkConfig } from '../config/sinks';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { createSink } from '../sinks/create';
import { MAX_PARKED_IN_A_ROW } from '../sinks/deliver';
import { ndjsonSink, type Acknowledged } from '../sinks/ndjson';
import { RowsRefused, type Sink } from '../sinks/sink';
import type { LogRow } from '../model/log-row';
import { dayFileOf } from '../store/day-file';
import { rowsInFiles } from '../store/file-rows';
import { collectorStore } from '../store/open-store';
import type { Store } from '../store/store';
import type { CommandContext } from '../command-context';
import { refuseUnknownSource } from './chosen-sources';

export interface ReplayOptions {
  sink: string;
  to?: string;
  format?: string;
  source?: string;
  since?: string;
  until?: string;
  files?: string;
}

interface Replaying {
  sink: Sink;
  idPrefix: string;
  signal: AbortSignal;
  written: LastFiles;
  rows: number;
  refused: { seq: number; words: string }[];
  refusedInARow: number;
}

type LastFiles = Map<string, Acknowledged>;

const SHOWN = 20;

/** Delivers the log again, or a part of it. The position of the sink does not change. */
export async function replay(config: Config, options: ReplayOptions, context: CommandContext): Promise<ExitCode> {
  const { signal, stderr } = context;
  const store = await collectorStore(config);
  const progress = startProgress(context);
  let to: Replaying | undefined;
  try {
    if (options.files === undefined) await refuseUnknownSource(store, options.source);
    const written: LastFiles = new Map();
    const sink = sinkFor(config, options, store, written, context);
    // Each run has new keys, because the receiver may have lost rows whose keys it still knows.
    const idPrefix = `${store.instance}-${sink.name}-replay-${randomUUID()}`;
    to = { sink, idPrefix, signal, written, rows: 0, refused: [], refusedInARow: 0 };
    for await (const batch of batchesOf(store, sink, options)) {
      if (signal.aborted) break;
      await deliver(to, batch);
      progress.show(`${counted(to.rows, 'row')} delivered again`);
    }
  } finally {
    progress.end();
    await to?.sink.close();
    await store.close();
  }
  const { rows, refused, sink } = to;
  for (const { seq, words } of refused.slice(0, SHOWN))
    stderr.write(plainText(`row ${seq} was refused: ${words}`) + '\n');
  if (refused.length > SHOWN) stderr.write(`and ${counted(refused.length - SHOWN, 'row')} more\n`);
  stderr.write(`${counted(rows, 'row')} delivered again to ${options.to ?? sink.name}.\n`);
  if (signal.aborted) return EXIT.temporary;
  return refused.length > 0 ? EXIT.unavailable : EXIT.ok;
}

/** If the receiver refuses a batch, sends its halves, down to single rows. */
async function deliver(to: Replaying, rows: LogRow[]): Promise<void> {
  const { sink, idPrefix, signal, refused } = to;
  const [first, last] = [rows[0].seq, rows[rows.length - 1].seq];
  try {
    const delivered = await sink.deliver({ id: `${idPrefix}-${first}-${last}`, rows, end: last }, signal);
    for (const [file, { bytes }] of delivered.files ?? []) {
      const { source, day, part } = dayFileOf(file)!;
      to.written.set(`${source} ${day}`, { part, bytes, head: undefined, sealed: false });
    }
    for (const { seq, status, words } of delivered.refused ?? []) refused.push({ seq, words: `${status} ${words}` });
    to.rows += rows.length - (delivered.refused?.length ?? 0);
    to.refusedInARow = 0;
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
    if (rows.length > 1) {
      const half = Math.ceil(rows.length / 2);
      await deliver(to, rows.slice(0, half));
      await deliver(to, rows.slice(half));
      return;
    }
    refused.push({ seq: first, words: `${error.status} ${error.words}` });
    to.refusedInARow += 1;
    if (to.refusedInARow >= MAX_PARKED_IN_A_ROW) throw error;
  }
}

function sinkFor(
  config: Config,
  { sink: name, to, format }: ReplayOptions,
  store: Store,
  written: LastFiles,
  { stdout }: CommandContext,
): Sink {
  const known: SinkConfig[] = [...config.sinks];
  for (const type of ['ndjson', 'stdout'] as const) {
    if (known.some((sink) => sink.name === type)) continue;
    known.push(type === 'ndjson' ? ndjsonFrom(type, { type, format: 'raw' }) : { name: type, type, format: 'raw' });
  }
  const found = known.find((sink) => sink.name === name);
  if (!found) {
    const allowed = known.map((sink) => sink.name).join(', ');
    throw new CollectorError(EXIT.usage, `--sink is ${shown(name)}. Allowed: ${allowed}.`);
  }
  const chosen = format === undefined ? found : { ...found, format: formatFrom(format) };
  if (chosen.type !== 'ndjson') {
    if (to !== undefined)
      throw new CollectorError(EXIT.usage, `--to is for files, but "${name}" is a ${chosen.type} sink.`);
    return createSink(chosen, store, stdout);
  }
  if (to === undefined)
    throw new CollectorError(EXIT.usage, 'Files need --to with a new folder. The files of the sink are not changed.');
  const folder = resolve(to);
  const inside = relative(store.folder, folder);
  if (!inside.startsWith('..')) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}. Allowed: a folder outside of ${store.folder}.`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CollectorError(EXIT.usage, `--to is ${folder}, which is not empty. Allowed: a new folder.`);
  }
  const { format: chosenFormat, rotateBytes } = chosen;
  const lastFile = async (source: string, day: string) => written.get(`${source} ${day}`);
  return ndjsonSink({
    name,
    folder,
    format: chosenFormat,
    rotateBytes,
    lastFile,
    repair: 'Replay into another folder.',
  });
}

async function* batchesOf(
  store: Store,
  sink: Sink,
  { source, since, until, files }: ReplayOptions,
): AsyncGenerator<LogRow[], void, undefined> {
  if (files !== undefined) return yield* inBatches(rowsInFiles(files, { source, since, until }), sink.rows);
  const last = await store.sinks.lastSeq();
  for (let after = 0; after < last;) {
    const end = Math.min(last, after + sink.rows);
    const rows: LogRow[] = [];
    for await (const row of store.sinks.rowsBetween(after, end)) {
      const at = row.created_at ?? row.first_seen;
      if ((!source || row.source === source) && (!since || at >= since) && (!until || at < until)) rows.push(row);
    }
    after = end;
    if (rows.length > 0) yield rows;
  }
}

async function* inBatches(rows: AsyncIterable<LogRow>, most: number): AsyncGenerator<LogRow[], void, undefined> {
  let batch: LogRow[] = [];
  for await (const row of rows) {
    if (batch.push(row) < most) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
