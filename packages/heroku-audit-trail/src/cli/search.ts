import { count, jsonText, tableText } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { EXIT, type ExitCode } from '../errors';
import type { LogRow } from '../model/log-row';
import { rowsInFiles } from '../store/file-rows';
import { countRows, placeBefore, searchRows } from '../store/search';
import { fits, type Filter } from '../store/search-query';
import { readerStore } from '../store/open-store';
import type { Store } from '../store/store';
import { sleep, type CommandContext } from '../command-context';
import { refuseUnknownSource } from './chosen-sources';
import { eventPrinter, type EventPrinter } from './event-printer';

interface Chosen {
  json: boolean;
  limit: number;
  follow: boolean;
  stats: boolean;
  /** A folder with files of an ndjson sink, to read instead of the table. */
  files?: string;
}

export type SearchFlags = Filter & Chosen;

export interface SearchOptions extends Chosen {
  filter: Filter;
}

const FOLLOW_MS = 1000;

export async function search(config: Config, options: SearchOptions, context: CommandContext): Promise<ExitCode> {
  const print = eventPrinter(config.sources, context);
  if (options.files !== undefined) {
    await listFromFiles(options.files, options, print);
    return EXIT.ok;
  }
  const store = await readerStore(config);
  try {
    await refuseUnknownSource(store, options.filter.source);
    if (options.stats) await showCounts(store, options, context);
    else await list(store, options, print, context.signal);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function list(
  store: Store,
  { filter, json, limit, follow }: SearchOptions,
  print: EventPrinter,
  signal: AbortSignal,
): Promise<void> {
  const untilSeq = await store.sinks.lastSeq();
  if (json && !follow)
    return print.lines(searchRows(store, filter, { order: 'time-back', limit, untilSeq, withRaw: true }));
  const from = await placeBefore(store, filter, untilSeq, limit);
  const held = () => searchRows(store, filter, { order: 'time', from, untilSeq, withRaw: json });
  const all = async function* () {
    yield* held();
    if (follow) yield* newRows(store, filter, { afterSeq: untilSeq, withRaw: json }, signal);
  };
  return json ? print.lines(all()) : print.table(held, all, follow);
}

function listFromFiles(folder: string, { filter, json, limit }: SearchOptions, print: EventPrinter): Promise<void> {
  const fitting = async function* () {
    for await (const row of rowsInFiles(folder, filter)) if (fits(row, filter)) yield json ? row : { ...row, raw: '' };
  };
  const rows = () => (limit === Infinity ? fitting() : lastOf(fitting(), limit));
  return json ? print.lines(rows()) : print.table(rows, rows);
}

async function* lastOf<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T, void, undefined> {
  const last: T[] = [];
  for await (const item of items) if (last.push(item) > count) last.shift();
  yield* last;
}

async function* newRows(
  store: Store,
  filter: Filter,
  { afterSeq: after, withRaw }: { afterSeq: number; withRaw: boolean },
  signal: AbortSignal,
): AsyncGenerator<LogRow, void, undefined> {
  for (let afterSeq = after; !signal.aborted; await sleep(FOLLOW_MS, signal)) {
    const untilSeq = await store.sinks.lastSeq();
    if (untilSeq > afterSeq) yield* searchRows(store, filter, { order: 'time', afterSeq, untilSeq, withRaw });
    afterSeq = untilSeq;
  }
}

async function showCounts(
  store: Store,
  { filter, json, limit }: SearchOptions,
  { stdout }: CommandContext,
): Promise<void> {
  const counts = await countRows(store, filter, limit);
  if (json) {
    stdout.write(`${jsonText(counts, 2)}\n`);
    return;
  }
  for (const [title, rows] of Object.entries({ DAY: counts.days, TYPE: counts.types, ACTOR: counts.actors })) {
    const cellsOf = rows.map(({ name, count: number }) => [name, count(number)]);
    stdout.write(`${title === 'DAY' ? '' : '\n'}${tableText([title, 'EVENTS'], cellsOf)}\n`);
  }
}
