import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Simulator } from './simulator';

/**
 * Runs a simulator as a process. The first argument is its options as JSON. It prints a line of JSON when it listens, and
 * one with the requests by status for each line that it reads and when it ends: on SIGTERM, on SIGINT, or when its
 * standard input closes.
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
  let ending = false;
  const tell = () => print({ requests: simulator.requests.length, statuses: countStatuses(simulator) });
  const end = () => {
    if (ending) return;
    ending = true;
    tell();
    process.stdin.destroy();
    void simulator.close();
  };
  // The reader may end first.
  process.stdout.on('error', end);
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (isPipe(process.stdin.fd)) createInterface(process.stdin).on('line', tell).once('close', end);
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

/** Only a pipe closes with its parent. */
function isPipe(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket();
}
