import { appendFileSync, readFileSync } from 'node:fs';

/** The variable with the file to which the process appends its usage, as a line of JSON. */
export const USAGE_FILE = 'BENCH_USAGE_FILE';

export interface Usage {
  /** All threads, user and system. */
  cpuSeconds: number;
  mebibytes: number;
}

/**
 * On Linux, `maxRSS` includes the memory of the parent at the start, and this parent holds a data set. The high-water
 * mark does not.
 */
function peakKibibytes(maxRSS: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? maxRSS);
  } catch {
    return maxRSS;
  }
}

// The measured process loads this file with `--require`. Others only import its types and names.
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
