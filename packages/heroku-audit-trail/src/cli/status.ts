import { statfsSync } from 'node:fs';
import { plainText } from '@j1-integrations/provider-http';
import { count, counted, jsonText, tableText } from '@j1-integrations/terminal';
import type { Config } from '../config/config';
import { titleOf } from '../config/sources';
import { EXIT, type ExitCode } from '../errors';
import { sizeOf } from '../store/access';
import { statusOf, type SourceStatus, type Status } from '../store/status';
import { readerStore } from '../store/open-store';
import type { CommandContext } from '../command-context';
import { gapLines } from './gap-lines';

export async function status(config: Config, json: boolean, { stdout }: CommandContext): Promise<ExitCode> {
  const store = await readerStore(config);
  try {
    const known = await statusOf(store);
    const titles = new Map(config.sources.map(({ name, title }) => [name, title]));
    const sources = known.sources.map((source) => ({ title: titles.get(source.name), ...source }));
    const found = { ...known, sources, freeBytes: freeBytesIn(config.dataDir) };
    stdout.write(json ? `${jsonText(found, 2)}\n` : described(config, found));
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/** Less free space than this gets a warning. A day of 1,000 events takes 2 MiB. */
const LITTLE_BYTES = 100 * 1024 * 1024;

const inMiB = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

interface Shown extends Status {
  freeBytes: number | undefined;
}

/** With PostgreSQL, the folder of the collector may be on another machine. */
function freeBytesIn(folder: string): number | undefined {
  if (sizeOf(folder) === undefined) return undefined;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function described(config: Config, { dataDir, bytes, freeBytes, rows, sources, sinks }: Shown): string {
  const parts = [`${dataDir}: ${counted(rows, 'row')}, ${inMiB(bytes)}\n`];
  if (freeBytes !== undefined && freeBytes < LITTLE_BYTES)
    parts.push(`DISK ${dataDir}: only ${inMiB(freeBytes)} are free\n`);
  parts.push(
    `${tableText(
      ['SOURCE', 'ACCOUNT', 'EVENTS', 'CHANGED', 'VANISHED', 'LATE', 'DAYS', 'UNRECONCILED', 'LAST READ', 'RATE LEFT'],
      sources.map(({ name, accountName, events, changed, vanished, late, days, unreconciled, polledAt, rateLeft }) => [
        titleOf(config.sources, name),
        accountName,
        count(events),
        count(changed),
        count(vanished),
        count(late),
        Object.entries(days)
          .filter(([, number]) => number > 0)
          .map(([state, number]) => `${number} ${state}`)
          .join(', '),
        count(unreconciled),
        polledAt ?? 'never',
        rateLeft ?? '?',
      ]),
    )}\n`,
  );
  parts.push(
    `${tableText(
      ['SINK', 'TYPE', 'DELIVERED', 'LAG', 'PARKED', 'LAST', 'FAILING SINCE'],
      sinks.map(({ name, type, acked, lag, parked, deliveredAt, failingSince }) => [
        name,
        type,
        count(acked),
        count(lag),
        count(parked.length),
        deliveredAt ?? 'never',
        failingSince ?? '',
      ]),
    )}\n`,
  );
  const gaps = sources.flatMap(({ name, gaps: found }) => gapLines(found).map((line) => `GAP ${name} ${line}\n`));
  const failures = [...sources, ...sinks].flatMap(({ name, error }) =>
    error === null ? [] : [`${name} failed last: ${plainText(error)}\n`],
  );
  parts.push(gaps.length > 0 ? gaps.join('') : noGap(sources));
  parts.push(...failures);
  for (const { name, parked, waitsUntil } of sinks) {
    if (waitsUntil !== undefined) parts.push(`${name} waits until ${waitsUntil}, as its receiver asked\n`);
    if (parked.length > 0)
      parts.push(`PARKED ${name}: ${counted(parked.length, 'row')}; heroku-audit-trail sinks parked\n`);
  }
  return parts.join('\n');
}

function noGap(sources: readonly SourceStatus[]): string {
  if (sources.length === 0) return 'Nothing was read yet.\n';
  const ended = sources.flatMap(({ name, ended: days }) => days.map((day) => `${name} ${day}`));
  if (ended.length === 0) return 'No gap: every day that is over was read to its end.\n';
  return `No gap so far. The next collect reads what came since the last one: ${ended.join(', ')}.\n`;
}
