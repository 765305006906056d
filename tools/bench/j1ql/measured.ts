/** In milliseconds and MiB, measured by a child process. */
export interface Measured {
  load: number;
  loadCpu: number;
  /** The highest resident memory until the graph was loaded. */
  loadPeak: number;
  /** The first of five runs, also in CPU time, and the best one. */
  query: { first: number; firstCpu: number; best: number; rows: number };
  /** CPU time of the shipped queries, each run once. */
  questions?: { count: number; total: number; slowest: { text: string; first: number } };
  /** The highest resident memory until the end. */
  peak: number;
}

export function timeRuns(run: () => unknown[]): Measured['query'] {
  let rows = 0;
  const runs = Array.from({ length: 5 }, () => {
    const [start, cpu] = [performance.now(), cpuNow()];
    rows = run().length;
    return { time: performance.now() - start, cpu: cpuNow() - cpu };
  });
  return { first: runs[0].time, firstCpu: runs[0].cpu, best: Math.min(...runs.map(({ time }) => time)), rows };
}

export const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export const peakNow = (): number => process.resourceUsage().maxRSS / 1024;

export function printMeasured(measured: Omit<Measured, 'peak'>): void {
  process.stdout.write(JSON.stringify({ ...measured, peak: peakNow() } satisfies Measured));
}
