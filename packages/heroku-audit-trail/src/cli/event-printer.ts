import { once } from 'node:events';
import { plainJson, tableLines } from '@j1-integrations/terminal';
import { titleOf, type SourceConfig } from '../config/sources';
import { eventMembers } from '../formats/event-text';
import type { LogRow } from '../model/log-row';
import { nameOf } from '../model/event-names';
import type { CommandContext } from '../command-context';

type Rows = AsyncIterable<LogRow>;

export interface EventPrinter {
  lines(rows: Rows): Promise<void>;
  /** Reads the rows twice: first for the widths of the columns. `isEndless`: the second reading waits for new rows. */
  table(toMeasure: () => Rows, toWrite: () => Rows, isEndless?: boolean): Promise<void>;
}

const HEAD = ['TIME', 'SOURCE', 'EVENT', 'ACTOR', 'APP', 'TEAM', 'IP', 'NOTE'];

export function eventPrinter(sources: readonly SourceConfig[], { stdout, stderr }: CommandContext): EventPrinter {
  const write = async (line: string) => {
    if (!stdout.write(`${line}\n`)) await once(stdout, 'drain');
  };
  const titles = new Map(sources.map(({ name, title }) => [name, title]));
  const cells = (row: LogRow) => cellsOf(row, titleOf(sources, row.source));
  return {
    async lines(rows) {
      for await (const row of rows) await write(lineOf(row, titles.get(row.source)));
    },
    async table(toMeasure, toWrite, isEndless = false) {
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
      if (found === 0 && !isEndless) stderr.write('No event matches.\n');
    },
  };
}

function cellsOf(row: LogRow, title: string): string[] {
  const { created_at, type, action, actor, app, team, ip, kind, revision, late } = row;
  const notes = [
    ...(kind !== 'event' ? [kind] : revision > 0 ? [`changed (${revision})`] : []),
    ...(late ? ['late'] : []),
  ];
  const names = [actor, app, team, ip].map((name) => name ?? '');
  return [created_at ?? '?', title, nameOf(type, action), ...names, notes.join(', ')];
}

function lineOf({ raw, ...row }: LogRow, title: string | undefined): string {
  const head = JSON.stringify({ ...row, late: row.late === 1, source_name: title });
  return plainJson(`${head.slice(0, -1)},${eventMembers({ type: row.type, raw })}}`);
}
