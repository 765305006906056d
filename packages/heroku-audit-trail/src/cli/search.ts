import { plainJson, tableText } from '@j1-integrations/terminal';
import { EXIT, type ExitCode } from '../errors';
import { eventMembers } from '../formats/event-text';
import { nameOf } from '../formats/names';
import { searchRows, type Filter } from '../store/search';
import type { LogRow } from '../model/log-row';
import { openReaderStore } from '../store/store';
import type { Surroundings } from './surroundings';

/** Looks events up in the log. */
export function search(dataDir: string, filter: Filter, json: boolean, { stdout, stderr }: Surroundings): ExitCode {
  const store = openReaderStore(dataDir);
  try {
    if (json) {
      for (const row of searchRows(store, filter)) stdout.write(`${lineOf(row)}\n`);
      return EXIT.ok;
    }
    const rows = [...searchRows(store, filter)].reverse();
    if (rows.length === 0) stderr.write('No event fits.\n');
    else stdout.write(`${tableText(HEAD, rows.map(cells))}\n`);
    return EXIT.ok;
  } finally {
    store.close();
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
