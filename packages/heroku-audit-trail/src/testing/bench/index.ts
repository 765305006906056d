import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { auditDay } from '@j1-integrations/simulators';
import { ndjsonFrom } from '../../config/sinks';
import { pollDay } from '../../collector/poll-day';
import { addDays, dayOf } from '../../model/days';
import { apiUrlFrom } from '../../source/api';
import { createSource } from '../../source/source';
import { drain } from '../../sinks/deliver';
import { createSink } from '../../sinks/create';
import { openCollectorStore, type Store } from '../../store/store';
import { hasPostgres } from '../postgres';
import type { ArchiveFigures } from './archive';
import { withPostgres } from './postgres';
import { measureMemory } from './daemon';
import { measureSearch } from './search';
import { withSimulator } from './simulator';

const EVENTS = 100_000;
const ENTRIES = 1_000_000;
const RUNS = 3;

interface Figure {
  what: string;
  perSecond: number[];
  /** By CPU time, which other programs on the machine do not change. */
  perCpuSecond: number[];
}

/**
 * Measures how fast a day is read over HTTP from a simulator, and a large archive from disk. `--search 2000000` measures a
 * search in this number of rows. `--minutes 15` measures the memory at one poll a second.
 */
async function main(): Promise<void> {
  const { search, minutes } = parseArgs({
    options: { search: { type: 'string' }, minutes: { type: 'string' } },
  }).values;
  if (search !== undefined) return measureSearch(Number(search));
  if (minutes !== undefined) return measureMemory(Number(minutes));
  const figures = figuresOf('');
  const onServer = figuresOf(', PostgreSQL');
  await withSimulator({ days: 2, events: EVENTS, gzip: false }, async ({ url, token }) => {
    for (let run = 0; run < RUNS; run += 1) note(figures, await measureDay(url, token, openInFile));
    if (hasPostgres()) {
      await withPostgres(async (open) => {
        for (let run = 0; run < RUNS; run += 1) note(onServer, await measureDay(url, token, open));
      });
    } else process.stderr.write('PostgreSQL is not installed: it is not measured.\n');
  });
  process.stdout.write(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}\n\n`);
  process.stdout.write('| what | a second | a second of the processor |\n| --- | --: | --: |\n');
  for (const { what, perSecond, perCpuSecond } of [...figures, ...onServer]) {
    if (perSecond.length === 0) continue;
    process.stdout.write(`| ${what} | ${median(perSecond)} | ${median(perCpuSecond)} |\n`);
  }
  await measureArchive();
}

const openInFile = () => openCollectorStore(mkdtempSync(join(tmpdir(), 'audit-bench-')));

const figuresOf = (where: string): Figure[] =>
  ['new events, from the socket to the disk', 'the same day again, all events known', 'rows delivered to files'].map(
    (what) => ({ what: what + where, perSecond: [], perCpuSecond: [] }),
  );

function note(figures: readonly Figure[], measured: readonly Measured[]): void {
  figures.forEach(({ perSecond, perCpuSecond }, i) => {
    perSecond.push(EVENTS / measured[i].seconds);
    perCpuSecond.push(EVENTS / measured[i].cpuSeconds);
  });
}

function median(values: readonly number[]): string {
  const sorted = values.map((value) => Math.round(value)).sort((a, b) => a - b);
  const [least, middle, most] = sorted.map((value) => value.toLocaleString('en'));
  return `${middle} (${least} to ${most})`;
}

interface Measured {
  seconds: number;
  cpuSeconds: number;
}

async function measureDay(url: string, token: string, open: () => Promise<Store>): Promise<Measured[]> {
  const source = createSource({
    name: 'heroku',
    account: 'acme',
    apiUrl: apiUrlFrom(url, 'url'),
    token: () => Promise.resolve(token),
    secrets: () => [],
  });
  const store = await open();
  try {
    const day = addDays(dayOf(Date.now()), -1);
    const timed = async (work: () => Promise<unknown>): Promise<Measured> => {
      const from = performance.now();
      const cpuFrom = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(cpuFrom);
      return { seconds: (performance.now() - from) / 1000, cpuSeconds: (user + system) / 1e6 };
    };
    const poll = () => pollDay(source, store, day);
    const sink = createSink(ndjsonFrom('ndjson', { type: 'ndjson', format: 'raw' }), store, process.stdout);
    const first = await timed(poll);
    const again = await timed(poll);
    const delivered = await timed(() => drain(sink, store, new AbortController().signal));
    const held = await store.sinks.lastSeq();
    if (held !== EVENTS) throw new Error(`${held} events instead of ${EVENTS}`);
    return [first, again, delivered];
  } finally {
    await store.close();
    source.close();
    rmSync(store.folder, { recursive: true, force: true });
  }
}

async function measureArchive(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
  const file = join(folder, 'archive.json.gz');
  try {
    await writeArchive(file);
    const child = spawnSync(process.execPath, [join(__dirname, 'archive.js'), file, join(folder, 'data')], {
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(child.stderr);
    const figures = JSON.parse(child.stdout) as ArchiveFigures;
    const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
    process.stdout.write(
      `\nAn archive of ${ENTRIES.toLocaleString('en')} events (${megabytes(statSync(file).size)}, ${megabytes(figures.bytes)} ` +
        `decompressed):\nbackfill ${figures.importSeconds.toFixed(1)} s, reconcile ${figures.compareSeconds.toFixed(1)} s, ` +
        `most memory ${megabytes(figures.maxRssBytes)}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeArchive(file: string): Promise<void> {
  const gzip = createGzip({ level: 1 });
  const out = gzip.pipe(createWriteStream(file));
  const days = 31;
  const perDay = Math.ceil(ENTRIES / days);
  let left = ENTRIES;
  for (let i = 0; i < days; i += 1) {
    const day = `2026-05-${String(((i * 7) % days) + 1).padStart(2, '0')}`;
    const events = auditDay({ day, events: Math.min(perDay, left) });
    left -= events.length;
    const text = events.map((event) => JSON.stringify(event)).join(',');
    if (!gzip.write(`${i === 0 ? '{"entries":[' : ','}${text}${i === days - 1 ? ']}' : ''}`)) await once(gzip, 'drain');
  }
  gzip.end();
  await finished(out);
}

void main();
