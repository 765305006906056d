import { appendFileSync, readFileSync } from 'node:fs';

/** Names the file that the process adds what it has used to, a line of JSON. */
export const USAGE_FILE = 'BENCH_USAGE_FILE';

export interface Usage {
  /** Of all its threads, in the system too. */
  cpuSeconds: number;
  /** The most memory that it had resident at once. */
  mebibytes: number;
}

/**
 * Linux counts to a process's `maxRSS` what its parent held when it was started, and the parent here holds a data set.
 * The high-water mark of its own memory does not.
 */
function peakKibibytes(maxRSS: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? maxRSS);
  } catch {
    return maxRSS;
  }
}

// Loaded into a process that is measured, by `--require`; elsewhere only its types and names are of use.
const file = process.env[USAGE_FILE];
if (file !== undefined) {
  process.once('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage: Usage = {
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      mebibytes: peakKibibytes(maxRSS) / 1024,
    };
    appendFileSync(file, `${JSON.stringify(usage)}\n`);
  });
}
