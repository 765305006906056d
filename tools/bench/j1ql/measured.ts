/** What a child measured, in milliseconds and MiB. */
export interface Measured {
  load: number;
  /** Of the processor, all threads together. */
  loadCpu: number;
  /** The most memory that was resident at once until then. */
  loadPeak: number;
  /** The first time, in the processor's time too, and the best of five. */
  query: { first: number; firstCpu: number; best: number; rows: number };
  /** In the processor's time, each asked once. */
  questions?: { count: number; total: number; slowest: { text: string; first: number } };
  /** The most memory until the end. */
  peak: number;
}

export function quickest(run: () => unknown[]): Measured['query'] {
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

export function tell(measured: Omit<Measured, 'peak'>): void {
  process.stdout.write(JSON.stringify({ ...measured, peak: peakNow() } satisfies Measured));
}
