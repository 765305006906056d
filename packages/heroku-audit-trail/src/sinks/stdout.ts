import { plainJson } from '@j1-integrations/terminal';
import { crashPoint, writesInPieces } from '../crash-points';
import { CollectorError, EXIT } from '../errors';
import { FORMATS } from '../formats/format';
import type { FormatName } from '../model/format-name';
import { ALL_TAKEN, type Sink } from './sink';

export interface StdoutOptions {
  name: string;
  format: FormatName;
  out: NodeJS.WritableStream & { isTTY?: boolean };
  rows?: number;
}

/** At least once: the lines are acknowledged when the operating system has taken them. */
export function stdoutSink({ name, format, out, rows = 500 }: StdoutOptions): Sink {
  const write = (text: string) =>
    new Promise<void>((resolve, reject) => {
      out.write(text, (error) => {
        if (!error) return resolve();
        const what = (error as NodeJS.ErrnoException).code ?? error.message;
        reject(new CollectorError(EXIT.unavailable, `No one reads standard output any more (${what}).`));
      });
    });
  return {
    name,
    type: 'stdout',
    format,
    rows,
    bytes: 1024 * 1024,
    async deliver({ rows: batch }) {
      const lines = batch.map((row) => `${FORMATS[format](row)}\n`).join('');
      // A terminal would act on control characters, so they are escaped. A pipe gets the bytes as they are.
      const text = out.isTTY ? plainJson(lines) : lines;
      const half = writesInPieces ? Math.floor(text.length / 2) : 0;
      if (half > 0) {
        await write(text.slice(0, half));
        crashPoint('D2');
      }
      await write(text.slice(half));
      crashPoint('D3');
      return ALL_TAKEN;
    },
    close: () => undefined,
  };
}
