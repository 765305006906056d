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

/** Without Chromium, writes a note and returns undefined. */
export async function launch(): Promise<Browser | undefined> {
  if (CHROMIUM === undefined) {
    process.stderr.write(
      'The browser tests are skipped, because Chromium is not installed: apt-get install chromium\n',
    );
    return undefined;
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}
