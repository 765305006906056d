import { shown } from '@j1-integrations/provider-http';
import { counted, jsonText, tableText } from '@j1-integrations/terminal';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { openBesideStore, openReaderStore, type Store } from '../store/store';
import type { Surroundings } from './surroundings';

/** Lists the rows that receivers have refused. Works beside a collector. */
export function listParked(
  dataDir: string,
  { sink, json }: { sink?: string; json: boolean },
  { stdout, stderr }: Surroundings,
): ExitCode {
  return withStore(dataDir, (store) => {
    if (sink !== undefined) refuseUnknown(store, sink);
    const rows = store.parked.all(sink).map((parked) => {
      const [row] = store.sinks.rowsBetween(parked.seq - 1, parked.seq);
      return { ...parked, source: row?.source, id: row?.id, bytes: row && Buffer.byteLength(row.raw) };
    });
    if (json) stdout.write(`${jsonText(rows, 2)}\n`);
    else if (rows.length === 0) stderr.write('No row is parked.\n');
    else
      stdout.write(
        `${tableText(
          ['SINK', 'ROW', 'STATE', 'STATUS', 'AT', 'SOURCE', 'ID', 'BYTES', 'THE RECEIVER SAID'],
          rows.map(({ sink: name, seq, state, status, at, source, id, bytes, words }) => [
            ...[name, seq, state, status, at, source, id, bytes, words],
          ]),
        )}\n`,
      );
    return EXIT.ok;
  });
}

/** Has parked rows sent again, or never sent. Works beside a collector, which then does so. */
export function decideParked(
  dataDir: string,
  { sink, rows, to }: { sink: string; rows?: number[]; to: 'retry' | 'skip' },
  { stderr }: Surroundings,
): ExitCode {
  const decide = (store: Store) => {
    refuseUnknown(store, sink);
    const changed = store.transaction(() => {
      const found = store.parked[to](sink, rows);
      const others = (rows ?? []).filter((row) => !found.includes(row));
      if (others.length === 0) return found;
      throw new CollectorError(
        EXIT.usage,
        `${sink} has no parked row ${others.join(', ')}.`,
        'heroku-audit-trail sinks parked lists those that there are.',
      );
    });
    const done = to === 'retry' ? 'sent again with the next delivery' : 'not sent any more';
    stderr.write(`${sink}: ${counted(changed.length, 'row')} ${changed.length === 1 ? 'is' : 'are'} ${done}.\n`);
    return EXIT.ok;
  };
  return withStore(dataDir, decide, openBesideStore);
}

function withStore(dataDir: string, work: (store: Store) => ExitCode, open = openReaderStore): ExitCode {
  const store = open(dataDir);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

function refuseUnknown(store: Store, name: string): void {
  const known = store.sinks.all().map((sink) => sink.name);
  if (known.includes(name)) return;
  throw new CollectorError(
    EXIT.usage,
    `The sink is ${shown(name)}. Allowed: ${known.join(', ') || 'none, nothing was delivered yet'}.`,
  );
}
