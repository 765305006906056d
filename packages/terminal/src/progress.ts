import { plainText } from '@j1-integrations/provider-http';
import { type Stream } from './stream';

export interface Progress {
  /** Changes one line in a terminal; adds lines to a log. */
  show(text: string): void;
  end(): void;
}

const EVERY_MS_IN_A_TERMINAL = 200;
const EVERY_MS_IN_A_LOG = 5000;

export function startProgress({ stderr }: { stderr: Stream }): Progress {
  let shownAt = performance.now();
  let isLineOpen = false;
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < (stderr.isTTY ? EVERY_MS_IN_A_TERMINAL : EVERY_MS_IN_A_LOG)) return;
      shownAt = now;
      const line = plainText(text);
      stderr.write(stderr.isTTY ? `\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}` : `${line}\n`);
      isLineOpen = stderr.isTTY === true;
    },
    end() {
      if (isLineOpen) stderr.write('\r\u001b[K');
      isLineOpen = false;
    },
  };
}
