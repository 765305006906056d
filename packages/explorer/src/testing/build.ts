import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the page where it is not as its sources are. */
export const buildPage = (): void => {
  execFileSync(process.execPath, [join(__dirname, '../../build-page.mjs')]);
};
