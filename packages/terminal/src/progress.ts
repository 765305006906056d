import { plainText } from '@j1-integrations/provider-http';
import { type Stream } from './stream';

export interface Progress {
  show(text: string): void;
  end(): void;
}

const EVERY_MS = 200;
const EVERY_MS_ELSEWHERE = 5000;

/** Shows the progress of long work: one changing line in a terminal, elsewhere a line every few seconds. */
export function startProgress({ stderr }: { stderr: Stream }): Progress {
  let shownAt = performance.now();
  let open = false;
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < (stderr.isTTY ? EVERY_MS : EVERY_MS_ELSEWHERE)) return;
      shownAt = now;
      const line = plainText(text);
      stderr.write(stderr.isTTY ? `\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}` : `${line}\n`);
      open = stderr.isTTY === true;
    },
    end() {
      if (open) stderr.write('\r\u001b[K');
      open = false;
    },
  };
}
