import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

const ARGUMENTS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** Chromium, where there is one; otherwise says aloud that there is none. */
export async function launch(): Promise<Browser | undefined> {
  if (CHROMIUM === undefined) {
    process.stderr.write(
      'The tests in a browser are skipped: there is no Chromium. Install it: apt-get install chromium\n',
    );
    return undefined;
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}
