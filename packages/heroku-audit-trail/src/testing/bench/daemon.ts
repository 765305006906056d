import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReaderStore } from '../../store/store';
import { withSimulator } from './simulator';

const COMMAND = join(__dirname, '../../../bin/heroku-audit-trail.js');
const EVENTS = 2000;
const SAMPLE_MS = 5000;
const MIB = 1024 * 1024;

/** Collects once a second, and measures the memory of the process. */
export async function measureMemory(minutes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
  try {
    await withSimulator({ days: 2, events: EVENTS }, async ({ url, token }) => {
      const config = join(folder, 'config.yaml');
      writeFileSync(config, 'sources: { heroku: { account: acme } }\ninterval: 1\nlisten: { port: 0 }\n');
      const child = spawn(process.execPath, [COMMAND, 'collect'], {
        env: {
          ...{ PATH: process.env.PATH, HEROKU_API_URL: url, HEROKU_API_KEY: token },
          ...{ HEROKU_AUDIT_TRAIL_CONFIG: config, HEROKU_AUDIT_TRAIL_DATA_DIR: join(folder, 'data') },
        },
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      const samples: number[] = [];
      for (const until = Date.now() + minutes * 60_000; Date.now() < until && child.exitCode === null;) {
        await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
        samples.push(residentBytes(child.pid!));
      }
      child.kill('SIGTERM');
      await ended;
      printSamples(samples, minutes, await pollsIn(join(folder, 'data')));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function residentBytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function pollsIn(dataDir: string): Promise<number> {
  const store = await openReaderStore(dataDir);
  const days = await store.days.all('heroku');
  await store.close();
  return days.reduce((sum, { polls }) => sum + polls, 0);
}

function printSamples(samples: readonly number[], minutes: number, polls: number): void {
  const size = Math.ceil(samples.length / 5);
  const fifths = [0, 1, 2, 3, 4].map((i) => samples.slice(i * size, (i + 1) * size)).filter((part) => part.length > 0);
  const inMib = (bytes: number) => Math.round(bytes / MIB);
  const parts = fifths.map((part) => `${inMib(Math.min(...part))} to ${inMib(Math.max(...part))}`);
  process.stdout.write(
    `${minutes} minutes, ${polls} lists of ${EVENTS} events were read. Memory in each fifth of the time, MiB: ${parts.join(', ')}\n`,
  );
}
