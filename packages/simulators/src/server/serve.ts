import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Simulator } from './simulator';

/**
 * Runs a simulator as a process. The first argument is the options as JSON. When it listens, it prints a line of JSON.
 * For each line on its standard input, and at its end, it prints the counts of requests by status.
 */
export function serve<Options extends object>(
  allowed: readonly (keyof Options & string)[],
  start: (options: Options) => Promise<Simulator & { token: string }>,
): void {
  run(allowed, start).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function run<Options extends object>(
  allowed: readonly (keyof Options & string)[],
  start: (options: Options) => Promise<Simulator & { token: string }>,
): Promise<void> {
  const simulator = await start(parseOptions(process.argv[2] ?? '{}', allowed));
  let isEnding = false;
  const printCounts = () => print({ requests: simulator.requests.length, statuses: countStatuses(simulator) });
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    printCounts();
    process.stdin.destroy();
    void simulator.close();
  };
  // The reader may end before this process.
  process.stdout.on('error', end);
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (isPipe(process.stdin.fd)) createInterface(process.stdin).on('line', printCounts).once('close', end);
  print({ url: simulator.url, token: simulator.token });
}

function parseOptions<Options extends object>(text: string, allowed: readonly (keyof Options & string)[]): Options {
  let options: unknown;
  try {
    options = JSON.parse(text);
  } catch {
    throw new Error(`The options must be a JSON object, not: ${text.slice(0, 100)}`);
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`The options must be a JSON object, not: ${text.slice(0, 100)}`);
  }
  const unknown = Object.keys(options).find((name) => !(allowed as readonly string[]).includes(name));
  if (unknown) throw new Error(`Unknown option "${unknown}": it must be one of ${allowed.join(', ')}.`);
  return options as Options;
}

function countStatuses({ requests }: Simulator): Record<string, number> {
  const statuses: Record<string, number> = {};
  for (const { status } of requests) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Only a pipe closes when the parent process ends. */
function isPipe(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket();
}
