import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const buildPage = (): void => {
  execFileSync(process.execPath, [join(__dirname, '../../build-page.mjs')]);
};
