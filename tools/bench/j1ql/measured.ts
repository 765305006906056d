/** What a child measured, in milliseconds and MiB. */
export interface Measured {
  load: number;
  /** Of the processor, all threads together. */
  loadCpu: number;
  /** The most memory that was resident at once until then. */
  loadPeak: number;
  query: { first: number; best: number; rows: number };
  /** In the processor's time, each asked once. */
  questions?: { count: number; total: number; slowest: { text: string; first: number } };
  /** The most memory until the end. */
  peak: number;
}

/** The first time, and the best of five. */
export function quickest(run: () => unknown[]): { first: number; best: number; rows: number } {
  let rows = 0;
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    rows = run().length;
    return performance.now() - start;
  });
  return { first: times[0], best: Math.min(...times), rows };
}

export const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export const peakNow = (): number => process.resourceUsage().maxRSS / 1024;

export function tell(measured: Omit<Measured, 'peak'>): void {
  process.stdout.write(JSON.stringify({ ...measured, peak: peakNow() } satisfies Measured));
}
