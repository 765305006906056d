import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { packageFolder } from '../paths';

/** A simulated provider. It has its own process, so that its CPU time is not measured. */
export interface Server {
  url: string;
  token: string;
  requestCount(): Promise<number>;
  /** Stops the server. @returns the number of requests by status */
  end(): Promise<Record<string, number>>;
}

/** @param name the provider's folder in the simulators @param options for its `serve` */
export async function startServer(name: string, options: object): Promise<Server> {
  const script = join(packageFolder('simulators'), 'dist', name, 'serve.js');
  // Large data sets need memory, and garbage collection must not delay the answers.
  const child = spawn(process.execPath, ['--max-old-space-size=4096', script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async <Line>(): Promise<Line> => {
    const line = await lines.next();
    if (line.done) throw new Error(`The simulated ${name} ended without an answer.`);
    return JSON.parse(line.value) as Line;
  };
  const { url, token } = await nextLine<{ url: string; token: string }>();
  return {
    url,
    token,
    async requestCount() {
      child.stdin.write('\n');
      return (await nextLine<{ requests: number }>()).requests;
    },
    async end() {
      child.stdin.end();
      const { statuses } = await nextLine<{ statuses: Record<string, number> }>();
      return statuses;
    },
  };
}
