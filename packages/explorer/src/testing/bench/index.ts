import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from '../chromium';
import { explore } from '../folders';
import { writeLargeGraph } from './large';
import { measure } from './measure';

const USAGE = `Builds pages of large graphs, opens them in Chromium and uses each view once. Ends with 1 if a limit is missed.

  npm run bench:explorer -- [--entities 60000,250000]
`;

/** The limit in seconds until the page is usable, by number of entities. */
const USABLE: Record<string, number> = { 60000: 2.5, 250000: 8 };
const LONGEST_TASK = 200;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, entities: { type: 'string', default: '60000,250000' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const browser = await launch();
  if (!browser) return 1;
  process.stdout.write(
    `${cpus().length} cores, ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}\n`,
  );
  let isMissed = false;
  for (const entities of values.entities.split(',').map(Number)) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-explorer-'));
    try {
      writeLargeGraph(join(folder, 'acme'), entities);
      const start = performance.now();
      const { code, out, err } = await explore(['--graph', join(folder, 'acme'), '--out', join(folder, 'page.html')]);
      if (code !== 0) throw new Error(err);
      const made = performance.now() - start;
      const file = out.trim();
      const measured = await measure(browser, file);
      isMissed ||= measured.usable > (USABLE[entities] ?? Infinity) * 1_000 || measured.longestTask > LONGEST_TASK;
      const figures = {
        entities,
        relationships: entities * 2.5,
        'page MB': statSync(file).size / 1e6,
        made,
        ...measured,
      };
      for (const [name, value] of Object.entries(figures))
        process.stdout.write(`${name}: ${value.toLocaleString('en', { maximumFractionDigits: 1 })}\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  await browser.close();
  return isMissed ? 1 : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  },
);
