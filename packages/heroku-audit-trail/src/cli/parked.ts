import { shown } from '@j1-integrations/provider-http';
import { counted, jsonText, tableText } from '@j1-integrations/terminal';
import { CollectorError, EXIT, type ExitCode } from '../errors';
import { secondWriterStore, readerStore, type StoreSettings } from '../store/open-store';
import type { Store } from '../store/store';
import type { CommandContext } from '../command-context';
import { withStore } from './with-store';

export async function listParked(
  settings: StoreSettings,
  { sink, json }: { sink?: string; json: boolean },
  { stdout, stderr }: CommandContext,
): Promise<ExitCode> {
  return withStore(readerStore(settings), async (store) => {
    if (sink !== undefined) await refuseUnknown(store, sink);
    const rows = [];
    for (const parked of await store.parked.all(sink)) {
      const { value } = await store.sinks.rowsBetween(parked.seq - 1, parked.seq).next();
      const row = value ?? undefined;
      rows.push({ ...parked, source: row?.source, id: row?.id, bytes: row && Buffer.byteLength(row.raw) });
    }
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

/** Marks parked rows to be sent again, or never. The collector acts on the mark, also if it runs now. */
export async function decideParked(
  settings: StoreSettings,
  { sink, rows, to }: { sink: string; rows?: number[]; to: 'retry' | 'skip' },
  { stderr }: CommandContext,
): Promise<ExitCode> {
  const decide = async (store: Store) => {
    await refuseUnknown(store, sink);
    const changed = await store.transaction(async ({ parked }) => {
      const found = await parked[to](sink, rows);
      const others = (rows ?? []).filter((row) => !found.includes(row));
      if (others.length === 0) return found;
      throw new CollectorError(
        EXIT.usage,
        `${sink} has no parked row ${others.join(', ')}.`,
        'To list the parked rows: heroku-audit-trail sinks parked',
      );
    });
    const done = to === 'retry' ? 'sent again with the next delivery' : 'not sent any more';
    stderr.write(`${sink}: ${counted(changed.length, 'row')} ${changed.length === 1 ? 'is' : 'are'} ${done}.\n`);
    return EXIT.ok;
  };
  return withStore(secondWriterStore(settings), decide);
}

async function refuseUnknown(store: Store, name: string): Promise<void> {
  const known = (await store.sinks.all()).map((sink) => sink.name);
  if (known.includes(name)) return;
  throw new CollectorError(
    EXIT.usage,
    `The sink is ${shown(name)}. Allowed: ${known.join(', ') || 'none, nothing was delivered yet'}.`,
  );
}
