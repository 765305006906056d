import { appendFileSync, readFileSync } from 'node:fs';

/** This variable names a file. The measured process appends its usage to it, as a line of JSON. */
export const USAGE_FILE = 'BENCH_USAGE_FILE';

export interface Usage {
  cpuSeconds: number;
  mebibytes: number;
}

/** On Linux, `maxRSS` starts with the memory of the parent process, which is large here. `VmHWM` does not include it. */
function peakKibibytes(maxRSS: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? maxRSS);
  } catch {
    return maxRSS;
  }
}

// Only the measured process, which loads this file with `--require`, has the variable.
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
