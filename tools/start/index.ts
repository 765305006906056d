import { endOnClosedPipe, EXIT, reportDefect, type ExitCode } from '@j1-integrations/terminal';
import { collectEverything } from './collect';
import { createProgram } from './program';
import { CannotStart } from './cannot-start';
import { secretsIn, secretsInEnvFile } from './variables-file';

// Files with people's data are for their owner only. The child processes inherit this.
process.umask(0o077);
endOnClosedPipe();

const STOPPED = { SIGINT: EXIT.interrupted, SIGTERM: 143 } as const;

const stop = new AbortController();
let stoppedWith: number = EXIT.interrupted;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Only once: a second signal ends the process immediately.
  process.once(signal, () => {
    stoppedWith = STOPPED[signal];
    stop.abort();
  });
}

const DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO']);

function reportError(error: unknown): ExitCode {
  const { stderr, env } = process;
  const { code, message } = error as NodeJS.ErrnoException;
  const isDisk = code !== undefined && DISK.has(code);
  if (!isDisk && !(error instanceof CannotStart)) {
    return reportDefect(error, { command: 'npm start', env, stderr }, secrets);
  }
  const advice = isDisk ? '. Free some space, or choose another folder with --runs.' : '';
  stderr.write(`${message}${advice}\n`);
  return error instanceof CannotStart ? error.exitCode : EXIT.disk;
}

const { stdout, stderr, env } = process;
const argv = process.argv.slice(2);
const secrets = [...secretsIn(env), ...secretsInEnvFile(argv)];
const { setExitCode, run } = createProgram({ stdout, stderr, secrets }, async (options) => {
  const ended = await collectEverything(options, stop.signal);
  if (ended !== undefined) setExitCode(ended);
});

void run(argv)
  .catch(reportError)
  .then((ended) => {
    process.exitCode = stop.signal.aborted ? stoppedWith : ended;
  });
