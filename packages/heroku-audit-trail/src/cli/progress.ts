import type { Surroundings } from './surroundings';

export interface Progress {
  show(text: string): void;
  end(): void;
}

const EVERY_MS = 200;
const EVERY_MS_ELSEWHERE = 5000;

/** How far long work is: on a terminal a line that changes, elsewhere a line now and then. */
export function startProgress({ stderr }: Surroundings): Progress {
  let shownAt = performance.now();
  let open = false;
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < (stderr.isTTY ? EVERY_MS : EVERY_MS_ELSEWHERE)) return;
      shownAt = now;
      stderr.write(stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
      open = stderr.isTTY === true;
    },
    end() {
      if (open) stderr.write('\r\u001b[K');
      open = false;
    },
  };
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
