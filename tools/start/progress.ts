import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { plainText } from '@j1-integrations/provider-http';
import type { RunEvent } from './outcome';

export interface Progress {
  event(title: string, event: RunEvent): void;
  ended(title: string, status: string): void;
  stop(): void;
}

export const NO_PROGRESS: Progress = { event: () => undefined, ended: () => undefined, stop: () => undefined };

interface Row {
  running: Set<string>;
  note?: string;
  end?: string;
}

const secondsSince = (startedAt: number) => ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);

/** On a terminal, updates one line per run. Elsewhere, writes one line per event. */
export function showProgress(titles: readonly string[], out: NodeJS.WriteStream): Progress {
  const startedAt = performance.now();
  const rows = new Map<string, Row>(titles.map((title) => [title, { running: new Set() }]));
  const width = Math.max(...titles.map(({ length }) => length));
  const screen = out.isTTY
    ? drawRepeatedly(() => [...rows].map(([title, row]) => describe(title, row)), out)
    : undefined;

  const describe = (title: string, row: Row) =>
    `${title.padEnd(width)} ${row.end ?? `${secondsSince(startedAt)} s  ${row.note ?? ([...row.running].join(', ') || 'starting')}`}`;
  const line = (title: string, text: string) => {
    if (!screen) out.write(`${title.padEnd(width)} ${secondsSince(startedAt)} s  ${text}\n`);
  };

  return {
    event(title, event) {
      const row = rows.get(title);
      if (!row) return;
      if ('note' in event) {
        row.note = plainText(event.note);
        return line(title, row.note);
      }
      row.note = undefined;
      if (event.state === 'started') row.running.add(event.step);
      else row.running.delete(event.step);
      line(title, event.state === 'started' ? event.step : `${event.step}: ${event.state}`);
    },
    ended(title, status) {
      const row = rows.get(title);
      if (row) row.end = `${secondsSince(startedAt)} s  ${status}`;
      line(title, status);
    },
    stop: () => screen?.stop(),
  };
}

function drawRepeatedly(lines: () => string[], out: NodeJS.WriteStream): { stop(): void } {
  let drawn = 0;
  const draw = () => {
    if (drawn > 0) moveCursor(out, 0, -drawn);
    cursorTo(out, 0);
    clearScreenDown(out);
    // A line must not wrap, because `moveCursor` goes up one row for each line.
    const cut = lines().map((line) => line.slice(0, (out.columns || 80) - 1));
    out.write(cut.map((line) => `${line}\n`).join(''));
    drawn = cut.length;
  };
  const timer = setInterval(draw, 100);
  return {
    stop() {
      clearInterval(timer);
      draw();
    },
  };
}
