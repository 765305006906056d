import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunReport } from './jobs';
import { type ConfigField, type IngestionSource } from './records';

/** The message to the child process. Secrets are only here, not in the arguments or the environment. */
export type Task =
  | { kind: 'describe'; integration: string }
  | {
      kind: 'run';
      integration: string;
      instance: {
        id: string;
        accountId: string;
        name: string;
        integrationDefinitionId: string;
        config: Record<string, unknown>;
        disabledSources: { ingestionSourceId: string }[];
      };
      jobId: string;
      jupiterone: { url: string; account: string; apiKey: string };
    };

export type Result =
  | { kind: 'described'; configFields: ConfigField[]; ingestionSources: IngestionSource[] }
  | { kind: 'reported'; report: RunReport };

export class ProcessLost extends Error {
  constructor(
    how: string,
    /** May quote the configuration. */
    readonly stderrTail: string,
  ) {
    super(how);
  }
}

const LONGEST_TAIL = 4000;

/** Tests also use the compiled file, because the child process has no TypeScript loader. */
const SCRIPT = join(__dirname, '..', 'dist', 'run-integration.js');

/** @throws {ProcessLost} when the process dies, takes too long, or `signal` ends it */
export async function runInProcess(
  task: Task,
  { env = {}, seconds, signal }: { env?: Record<string, string>; seconds: number; signal?: AbortSignal },
): Promise<Result> {
  const storage = await mkdtemp(join(tmpdir(), 'local-jupiterone-'));
  const child = fork(SCRIPT, [], {
    cwd: storage,
    env: {
      PATH: process.env.PATH,
      PROVIDER_HTTP_DEFAULTS: process.env.PROVIDER_HTTP_DEFAULTS,
      LOG_LEVEL: 'fatal',
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
      JUPITERONE_INTEGRATION_STORAGE_DIRECTORY: join(storage, '.j1-integration'),
      ...env,
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(kill, seconds * 1000);
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  try {
    return await answer(child, task);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    await rm(storage, { recursive: true, force: true });
  }
}

function answer(child: ChildProcess, task: Task): Promise<Result> {
  return new Promise((resolve, reject) => {
    let result: Result | undefined;
    let stderrTail = '';
    child.stderr!.on('data', (text) => (stderrTail = `${stderrTail}${text}`.slice(-LONGEST_TAIL)));
    child.on('message', (message) => (result = message as Result));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (result) resolve(result);
      else reject(new ProcessLost(signal ? `signal ${signal}` : `exit code ${code}`, stderrTail));
    });
    child.send(task, (error) => error && child.kill('SIGKILL'));
  });
}
