import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const UNITS = join(__dirname, '../../examples/systemd');
/** The maximum is 10. A unit without hardening has 9.6. */
const MOST_EXPOSED = 3;

const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const isThere = analyze('--version').status === 0;
if (!isThere) process.stderr.write('skipped: systemd-analyze is not installed (units of systemd)\n');

(isThere ? describe : describe.skip)('units of systemd', () => {
  test.each(readdirSync(UNITS).filter((name) => name.endsWith('.service')))('%s exposes little', (name) => {
    const { stdout, stderr } = analyze('security', '--offline=true', '--no-pager', join(UNITS, name));
    expect(stderr).toBe('');
    const [, exposure] = /exposure level for .*: ([\d.]+)/.exec(stdout) ?? [];
    expect(Number(exposure)).toBeLessThan(MOST_EXPOSED);
  });
});
