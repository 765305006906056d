import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { packageFolder } from '../paths';

/** A simulated provider in a process of its own, so that its work is not counted as the integration's. */
export interface Server {
  url: string;
  token: string;
  /** Ends it. @returns how many requests came, by the status they were answered with. */
  end(): Promise<Record<string, number>>;
}

/**
 * @param name the provider's folder among the simulators
 * @param options as its `serve` takes them
 */
export async function startServer(name: string, options: object): Promise<Server> {
  const script = join(packageFolder('simulators'), 'dist', name, 'serve.js');
  // Large data sets are made in memory, and it must not stand still to tidy up.
  const child = spawn(process.execPath, ['--max-old-space-size=4096', script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async <Line>(): Promise<Line> => {
    const line = await lines.next();
    if (line.done) throw new Error(`The simulated ${name} ended without a word.`);
    return JSON.parse(line.value) as Line;
  };
  const { url, token } = await nextLine<{ url: string; token: string }>();
  return {
    url,
    token,
    async end() {
      child.stdin.end();
      const { statuses } = await nextLine<{ statuses: Record<string, number> }>();
      return statuses;
    },
  };
}
