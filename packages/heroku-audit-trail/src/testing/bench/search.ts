import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditDay, ACME } from '@j1-integrations/simulators';
import { addDays } from '../../model/days';
import { fieldsOf, hashOf } from '../../model/event';
import type { FreshEvent } from '../../store/new-rows';
import { searchRows } from '../../store/search';
import type { Filter } from '../../store/search-query';
import { openCollectorStore, openReaderStore, type Store } from '../../store/store';

const COMMAND = join(__dirname, '../../../bin/heroku-audit-trail.js');
const DAYS = 730;
const LAST = '2026-05-31';
const RUNS = 5;
const PRINTED = [16_000, 200_000];

const SOURCE = 'heroku';
const RARE = 'a-rare-team';
const NO_ONE = 'no-one@example.com';
const NO_ID = '00000000-0000-4000-8000-000000000000';

export async function measureSearch(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
  try {
    const sample = await fill(folder, rows);
    const megabytes = Math.round(statSync(join(folder, 'heroku_logs.db')).size / 1024 / 1024);
    process.stdout.write(`${rows.toLocaleString('en')} rows of ${DAYS} days, ${megabytes} MiB\n\n`);
    const store = await openReaderStore(folder);
    process.stdout.write('| searched for | found | newest 50, CPU ms | all, CPU ms |\n| --- | --: | --: | --: |\n');
    for (const [what, filter] of Object.entries(filtersFor(sample))) {
      const newest = await timed(store, filter, 50);
      const all = await timed(store, filter, Infinity);
      process.stdout.write(`| ${what} | ${all.found} | ${newest.ms} | ${all.ms} |\n`);
    }
    await store.close();
    process.stdout.write('\n');
    for (const count of PRINTED) if (count <= rows) measureTable(folder, count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string, rows: number): Promise<FreshEvent> {
  const store = await openCollectorStore(folder);
  const first = addDays(LAST, 1 - DAYS);
  await store.transaction(({ sources }) => sources.make(SOURCE, ACME.name, ACME, first));
  let sample: FreshEvent | undefined;
  let left = rows;
  for (let i = 0; i < DAYS; i += 1) {
    const day = addDays(first, i);
    const count = Math.ceil(left / (DAYS - i));
    left -= count;
    const isMiddle = i === DAYS >> 1;
    const events = auditDay({ day, events: count, seed: i }).map((event, n): FreshEvent => {
      const raw = Buffer.from(JSON.stringify(isMiddle && n === 0 ? { ...event, team: { name: RARE } } : event));
      return { fields: fieldsOf(raw), raw, hash: hashOf(raw) };
    });
    if (isMiddle) sample = events[count >> 1];
    const at = { source: SOURCE, origin: 'events', late: () => false, firstSeen: `${day}T23:59:59.000Z` } as const;
    await store.transaction((tx) =>
      tx.events.addNew(
        events.map((event) => ({ event, day })),
        at,
      ),
    );
  }
  await store.close();
  return sample!;
}

function filtersFor({ fields }: FreshEvent): Record<string, Filter> {
  const [actor, app, team, ip, type] = [fields.actor!, fields.app!, fields.team!, fields.ip!, fields.type!];
  return {
    'no such actor': { actor: NO_ONE },
    'no such app': { app: 'no-such-app' },
    'no such type': { type: 'no_such_type' },
    'no such id': { id: NO_ID },
    'a time before all': { until: '2017-01-01T00:00:00.000Z' },
    'no such team': { team: 'no-such-team' },
    'no such address': { ip: '192.0.2.254' },
    'an action that a common type never had': { type: `${type}.no_such_action` },
    'a team that a common actor was never in': { actor, team: 'no-such-team' },
    'a team with one event': { team: RARE },
    'an actor': { actor },
    'an app': { app },
    'a type': { type },
    'a type and an action': { type: `${type}.${fields.action}` },
    'a team': { team },
    'an address': { ip },
  };
}

async function timed(store: Store, filter: Filter, limit: number): Promise<{ found: number; ms: string }> {
  const times: number[] = [];
  let found = 0;
  // A search with results takes long enough to be measured once.
  for (let run = 0; run < (found > 50 ? 1 : RUNS); run += 1) {
    const from = process.cpuUsage();
    found = 0;
    for await (const _row of searchRows(store, filter, { order: 'time-back', limit, withRaw: false })) found += 1;
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1000);
  }
  const middle = times.sort((a, b) => a - b)[times.length >> 1];
  return { found, ms: middle < 1 ? '< 1' : String(Math.round(middle)) };
}

function measureTable(folder: string, rows: number): void {
  const from = performance.now();
  const nowhere = openSync('/dev/null', 'w');
  const command = [COMMAND, 'search', '--limit', String(rows), '--data-dir', folder];
  const child = spawnSync(process.execPath, ['--require', join(__dirname, 'usage.js'), ...command], {
    encoding: 'utf8',
    stdio: ['ignore', nowhere, 'pipe'],
  });
  closeSync(nowhere);
  if (child.status !== 0) throw new Error(child.stderr);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(child.stderr) as NodeJS.ResourceUsage;
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const cpu = ((userCPUTime + systemCPUTime) / 1e6).toFixed(1);
  process.stdout.write(
    `The newest ${rows.toLocaleString('en')} as a table: ${seconds} s, ${cpu} s of the processor, ` +
      `most memory ${Math.round(maxRSS / 1024)} MiB\n`,
  );
}
