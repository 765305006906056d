import { once } from 'node:events';
import { shown } from '@j1-integrations/provider-http';
import { count, jsonText, plainJson, tableLines, tableText } from '@j1-integrations/terminal';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { eventMembers } from '../formats/event-text';
import { nameOf } from '../model/names';
import type { LogRow } from '../model/log-row';
import { rowsInFiles } from '../store/file-rows';
import { countRows, fits, placeBefore, searchRows, type Filter } from '../store/search';
import { readerStore, type StoreSettings } from '../store/of-settings';
import type { Store } from '../store/store';
import { sleep, type Surroundings } from '../surroundings';

interface Chosen {
  json: boolean;
  /** Infinity: all. */
  limit: number;
  /** Whether to go on with what is collected from now on. */
  follow: boolean;
  /** Whether to count instead of to list. */
  stats: boolean;
  /** A folder with files of an ndjson sink, to read instead of the table. */
  files?: string;
}

export type SearchFlags = Filter & Chosen;

export interface SearchOptions extends Chosen {
  filter: Filter;
}

const FOLLOW_MS = 1000;

/** Looks events up in the log. */
export async function search(settings: StoreSettings, options: SearchOptions, around: Surroundings): Promise<ExitCode> {
  if (options.files !== undefined) {
    await listFromFiles(options.files, options, around);
    return EXIT.ok;
  }
  const store = await readerStore(settings);
  try {
    await refuseUnknownSource(store, options.filter);
    if (options.stats) await showCounts(store, options, around);
    else await list(store, options, around);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function refuseUnknownSource({ sources }: Store, { source }: Filter): Promise<void> {
  const names = (await sources.all()).map(({ name }) => name);
  if (source === undefined || names.includes(source)) return;
  const allowed = names.join(', ') || 'none, nothing was collected yet';
  throw new CollectorError(EXIT.usage, `--source is ${shown(source)}. Allowed: ${allowed}.`);
}

async function list(store: Store, { filter, json, limit, follow }: SearchOptions, around: Surroundings): Promise<void> {
  const { signal } = around;
  const write = writerTo(around);
  const untilSeq = await store.sinks.lastSeq();
  if (json && !follow) {
    const order = 'time-back';
    for await (const row of searchRows(store, filter, { order, limit, untilSeq, withRaw: true }))
      await write(lineOf(row));
    return;
  }
  const from = await placeBefore(store, filter, untilSeq, limit);
  const held = () => searchRows(store, filter, { order: 'time', from, untilSeq, withRaw: json });
  const all = async function* () {
    yield* held();
    if (follow) yield* news(store, filter, { afterSeq: untilSeq, withRaw: json }, signal);
  };
  if (json) {
    for await (const row of all()) await write(lineOf(row));
    return;
  }
  await showTable([held, all], around, follow);
}

/** In the order of the files: the newest day last. */
async function listFromFiles(
  folder: string,
  { filter, json, limit }: SearchOptions,
  around: Surroundings,
): Promise<void> {
  const fitting = async function* () {
    for await (const row of rowsInFiles(folder, filter)) if (fits(row, filter)) yield json ? row : { ...row, raw: '' };
  };
  const rows = () => (limit === Infinity ? fitting() : lastOf(fitting(), limit));
  if (!json) return showTable([rows, rows], around, false);
  const write = writerTo(around);
  for await (const row of rows()) await write(lineOf(row));
}

async function* lastOf<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T, void, undefined> {
  const last: T[] = [];
  for await (const item of items) if (last.push(item) > count) last.shift();
  yield* last;
}

const writerTo =
  ({ stdout }: Surroundings) =>
  async (line: string): Promise<void> => {
    if (!stdout.write(`${line}\n`)) await once(stdout, 'drain');
  };

/** Reads the rows twice: the widths of the columns come first. */
async function showTable(
  [toMeasure, toWrite]: (() => AsyncGenerator<LogRow>)[],
  around: Surroundings,
  isEndless: boolean,
): Promise<void> {
  const write = writerTo(around);
  let found = 0;
  const measured = async function* () {
    for await (const row of toMeasure()) {
      found += 1;
      yield cells(row);
    }
  };
  const written = async function* () {
    for await (const row of toWrite()) yield cells(row);
  };
  const passes = [measured, written];
  for await (const line of tableLines(HEAD, () => passes.shift()!())) if (found > 0 || isEndless) await write(line);
  if (found === 0 && !isEndless) around.stderr.write('No event fits.\n');
}

/** What is stored from now on, until the command is ended. */
async function* news(
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
  { stdout }: Surroundings,
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

const HEAD = ['TIME', 'SOURCE', 'EVENT', 'ACTOR', 'APP', 'TEAM', 'IP', 'NOTE'];

function cells(row: LogRow): string[] {
  const { created_at, source, type, action, actor, app, team, ip, kind, revision, late } = row;
  const notes = [
    ...(kind !== 'event' ? [kind] : revision > 0 ? [`changed (${revision})`] : []),
    ...(late ? ['late'] : []),
  ];
  return [
    created_at ?? '?',
    source,
    nameOf(type, action),
    actor ?? '',
    app ?? '',
    team ?? '',
    ip ?? '',
    notes.join(', '),
  ];
}

function lineOf({ raw, ...row }: LogRow): string {
  const head = JSON.stringify({ ...row, late: row.late === 1 });
  return plainJson(`${head.slice(0, -1)},${eventMembers({ type: row.type, raw })}}`);
}
